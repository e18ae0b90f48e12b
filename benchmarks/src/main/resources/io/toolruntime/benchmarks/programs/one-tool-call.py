price(SIZE)['price']
