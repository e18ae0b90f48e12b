let sum = 0;
for (let i = 0; i < SIZE; i++) {
  sum = (sum * 31 + i) % 1000003;
}
return sum;
