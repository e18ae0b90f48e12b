parts = []
for i in range(SIZE):
    parts.append('n' + str(i))
check = 0
for part in ','.join(parts).upper().split(','):
    check += len(part) + part.find('9') + len(part[1:3])
check
