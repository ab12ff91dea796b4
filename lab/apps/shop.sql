-- The relational data of every experiment that touches a database: the same rows on every run.
-- 12 categories, 500 products, 2 000 customers, 20 000 orders, 60 000 items.
create table category (id integer primary key, name text not null);
create table product (id integer primary key, name text not null, category_id integer not null references category);
create table customer (id integer primary key, name text not null, country text not null);
create table orders (id integer primary key, customer_id integer not null references customer, placed date not null);
create table item (
    id integer primary key,
    order_id integer not null references orders,
    product_id integer not null references product,
    quantity integer not null,
    price_cents integer not null
);
insert into category select n, 'category ' || n from generate_series(1, 12) n;
insert into product select n, 'product ' || n, 1 + n % 12 from generate_series(1, 500) n;
insert into customer select n, 'customer ' || n, (array['at', 'br', 'ca', 'de', 'fr', 'in', 'jp', 'ke'])[1 + n % 8]
    from generate_series(1, 2000) n;
insert into orders select n, 1 + (n * 7919) % 2000, date '2026-01-01' + (n * 31) % 300 from generate_series(1, 20000) n;
insert into item select n, 1 + (n - 1) / 3, 1 + (n * 7919) % 500, 1 + n % 5, 100 + (n * 37) % 9900
    from generate_series(1, 60000) n;
create index on orders (customer_id);
create index on orders (placed desc, id desc);
create index on item (order_id);
create index on item (product_id);
analyze;
