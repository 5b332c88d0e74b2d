import { JsonCursor, type Span } from '#src/pulumi/format/json-cursor.ts';

/** A member of an object, its value not looked into. */
export interface CutMember {
  readonly key: string;
  readonly start: number;
  readonly value: Span;
}

/** Finds the members of one object without building what they hold: cheap on a state of many megabytes. */
export function cutMembers(bytes: Uint8Array, span: Span, subject: string): readonly CutMember[] {
  const cursor = new JsonCursor(bytes, span, subject);
  const members: CutMember[] = [];
  cursor.expect('{');
  if (!cursor.closes('}')) {
    do {
      const key = cursor.string();
      cursor.expect(':');
      members.push({ key: cursor.decode(key), start: key.start, value: cursor.skipValue() });
    } while (cursor.continues('}'));
  }
  cursor.expectEnd();
  if (new Set(members.map(({ key }) => key)).size < members.length)
    cursor.fail('a key that stands twice in one object');
  return members;
}

/** Finds the items of one array; `null` counts as an empty one, as the service writes it for an empty stack. */
export function cutItems(bytes: Uint8Array, span: Span, subject: string): readonly Span[] {
  const cursor = new JsonCursor(bytes, span, subject);
  if (cursor.peek() === 'literal') {
    if (cursor.text(cursor.literal()) !== 'null') cursor.fail('expected a list');
    cursor.expectEnd();
    return [];
  }
  const items: Span[] = [];
  cursor.expect('[');
  if (!cursor.closes(']')) {
    do items.push(cursor.skipValue());
    while (cursor.continues(']'));
  }
  cursor.expectEnd();
  return items;
}
