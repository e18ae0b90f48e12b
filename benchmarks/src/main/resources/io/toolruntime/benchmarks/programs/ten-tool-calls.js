let total = 0;
for (let id = 1; id <= SIZE; id++) {
  let answer = CALL({ id: id });
  total += answer.price;
}
return total;
