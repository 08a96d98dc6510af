/**
 * What CloudWatch shows of the widget to whoever puts it on a dashboard, as Markdown.
 */
export const widgetDocumentation = `## Dead letters

What the bridge could not deliver, by class, with what mends it; the plan of a replay, and the replay itself.

Everybody who looks needs \`lambda:InvokeFunction\` on browse-dead-letters; the buttons that change something
(Replay, Stop, Go on) call replay-dead-letters, and are refused to whoever lacks it there. Do not put it on
a dashboard that is shared with the public.

### Parameters

None: it begins with all classes. To begin elsewhere, give a request as it is sent to the function:

\`\`\` yaml
action: list
filter:
  class: rejected
\`\`\`
`;
