total = 0
for id in range(1, SIZE + 1):
    answer = price(id)
    total += answer['price']
total
