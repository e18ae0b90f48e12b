create table customers (
	id bigint primary key,
	name varchar(80) not null,
	email varchar(120) not null unique,
	country char(2) not null
);

create table products (
	id bigint primary key,
	name varchar(80) not null,
	price bigint not null,
	stock int not null check (stock >= 0)
);

create table orders (
	id bigint primary key,
	customer_id bigint not null references customers (id),
	product_id bigint not null references products (id),
	quantity int not null,
	total bigint not null,
	status varchar(10) not null,
	ordered_on date not null,
	refund_reason varchar(500)
);

create index orders_by_day on orders (ordered_on);
