sum = 0
for i in range(SIZE):
    sum = (sum * 31 + i) % 1000003
sum
