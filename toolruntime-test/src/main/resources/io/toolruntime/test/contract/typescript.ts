//// value
enum Color { Red = 1, Green }
interface Answer { sum: number; text: string; list: unknown[] }
const answer: Answer = { sum: Color.Red + Color.Green + 3, text: "é€𝄞", list: [1.5, true, null] };
return answer;
//// throw
const x: number = 1;

  throw new RangeError("out of bounds " + x);
//// syntax
const a: number = 1;
const b: = ;
//// echo
return await tools.test.echo({ id: 7 as number, nested: { list: [1, null, "é"] } });
