let answer = CALL({ id: SIZE });
return answer.price;
