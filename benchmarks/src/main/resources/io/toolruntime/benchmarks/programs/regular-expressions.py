import re
mail = re.compile(r'(\w+)@(\w+)\.(com|org)')
vowels = re.compile(r'[aeiou]')
check = 0
for i in range(SIZE):
    text = 'write to user' + str(i) + '@example' + str(i % 10) + '.org today'
    check += len(mail.search(text).group(1)) + len(vowels.sub('', text))
check
