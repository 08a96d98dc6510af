/**
 * Made-up customers, and things that no shop sells: what varies the simulated orders.
 */
import type { ShopifyAddress } from './order-body.ts';
import type { Random } from './random.ts';

const firstNames = [
  'Wilhelmina',
  'Ødger',
  'Zoë',
  'Bartholomew',
  '花子',
  'Nikolaï',
  'Łucja',
  'Priya',
];
const lastNames = ['Quagmire', 'Thistlewood', 'Ångström-Fitz', '架空', 'O’Nowhere', 'Vandersloot'];

/** street, city, zip, province, province code, country, country code */
const places = [
  ['Thistledown Crescent', 'Ottawa', 'K1A 0B1', 'Ontario', 'ON', 'Canada', 'CA'],
  ['Rue du Faux-Semblant', 'Lyon', '69002', null, null, 'France', 'FR'],
  ['Erfundene Straße', 'Köln', '50667', null, null, 'Germany', 'DE'],
  ['架空通り', '札幌市', '060-0001', '北海道', 'JP-01', 'Japan', 'JP'],
  ['Nonesuch Lane', 'Portland', '97201', 'Oregon', 'OR', 'United States', 'US'],
  ['Bóthar na Bréige', 'Galway', 'H91 X4Y5', 'Galway', 'G', 'Ireland', 'IE'],
] as const;

/** sku, title, price in the smallest unit of a currency with two decimals */
export const things = [
  ['LAMP-MOON-01', 'Moon lamp', 4_900],
  ['MUG-SLOW-02', 'Mug that cools slowly', 1_850],
  ['IPOD-342-N', 'Nano', 19_900],
  ['SOCK-LEFT-42', 'Left socks, box of 7', 2_400],
  ['TEA/GREEN 100', 'Tea & patience, 100 g', 1_290],
  ['UMB-INDOOR', 'Indoor umbrella', 3_600],
] as const;

export const notes = [
  'Please leave it with the neighbour & ring twice </note>',
  'お届けは午後にお願いします 🙏',
  'يرجى الاتصال قبل التسليم',
  'Geschenk!\nBitte ohne Rechnung.\tDanke',
];

/** The same kind of wish in many scripts, from right to left and with joined emoji too. */
export const scripts = [
  'Bitte nicht stürzen – zerbrechlich!',
  'Пожалуйста, позвоните заранее',
  'Παρακαλώ χτυπήστε το κουδούνι',
  'يرجى الاتصال قبل التسليم',
  'נא להשאיר ליד הדלת',
  'कृपया घंटी बजाएँ',
  'กรุณาโทรก่อนส่ง',
  '请放在门口',
  'お届けは午後にお願いします',
  '문 앞에 놓아 주세요',
  'გთხოვთ დარეკოთ',
  'እባክዎ ይደውሉ',
  '👩‍👩‍👧‍👦 🏴󠁧󠁢󠁳󠁣󠁴󠁿 🙏🏽',
];

/** Shopify takes notes of up to 5,000 characters. */
const noteLength = 5_000;

/** @param start - which script it begins with. */
export const longNote = (start: number): string => {
  const turned = scripts.map((_, index) => scripts[(index + start) % scripts.length]);
  return `${turned.join('\n')}\n`.repeat(noteLength / 100).slice(0, noteLength);
};

/** What queues refuse or alter: control characters, non-characters, half of a pair. */
export const oddCharacters = 'a\u0000b\u0007c\u000bd\u007fe\ufffef\uffffg\ud83dh\u2028i';

export const shippingMethods = ['Express', 'Standard', 'Parcel locker', 'Economy (5–8 days)'];

/** A person's address; half of them leave company, second line and phone empty. */
export const makeAddress = (random: Random): ShopifyAddress => {
  const [first, last] = [random.pick(firstNames), random.pick(lastNames)];
  const [street, city, zip, province, provinceCode, country, countryCode] = random.pick(places);
  return {
    first_name: first,
    last_name: last,
    name: `${first} ${last}`,
    company: random.chance(0.2) ? 'Make-Believe & Co' : null,
    address1: `${random.int(1, 199)} ${street}`,
    // Shopify sends the empty string as often as null.
    address2: random.pick([null, '', 'Apt 4b']),
    city,
    zip,
    province,
    province_code: provinceCode,
    country,
    country_code: countryCode,
    phone: random.chance(0.5) ? `+1 555 01${random.int(10, 99)}` : null,
    latitude: null,
    longitude: null,
  };
};
