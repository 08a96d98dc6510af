/** An order's address as GraphQL shows it. */
import type { AdminAddress } from './webhook-order.ts';

export const mailingAddress = (orderId: string, address: AdminAddress | null | undefined) => {
  if (!address) return null;
  const fullName = [address.first_name, address.last_name].filter(Boolean).join(' ');
  return {
    id: `gid://shopify/MailingAddress/${orderId}?model_name=Address`,
    firstName: address.first_name,
    lastName: address.last_name,
    name: address.name ?? (fullName || null),
    company: address.company,
    address1: address.address1,
    address2: address.address2,
    city: address.city,
    zip: address.zip,
    province: address.province,
    provinceCode: address.province_code,
    country: address.country,
    countryCodeV2: address.country_code || null,
    phone: address.phone,
    latitude: null,
    longitude: null,
  };
};
