const mail = /(\w+)@(\w+)\.(com|org)/;
let check = 0;
for (let i = 0; i < SIZE; i++) {
  let text = 'write to user' + i + '@example' + i % 10 + '.org today';
  check += mail.exec(text)[1].length + text.replace(/[aeiou]/g, '').length;
}
return check;
