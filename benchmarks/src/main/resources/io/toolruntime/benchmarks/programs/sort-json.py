import json
seed = 42
rows = []
for i in range(SIZE):
    seed = (seed * 69069 + 1) % 2147483648
    rows.append({'id': i, 'key': seed, 'name': 'item ' + str(seed % 1000)})
rows.sort(key=lambda row: row['key'])
copy = json.loads(json.dumps(rows))
check = 0
for row in copy:
    check = (check * 31 + row['id']) % 1000003
check
