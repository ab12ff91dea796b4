// The shapes all libraries must answer in, so that the lab can check that they read the same rows.
'use strict';

const N_ORDERS_LISTED = 50;
const N_CUSTOMERS = 2000;
const SINCE = '2026-03-01';
let serial = 0;

const nextCustomer = () => 1 + (serial++ % N_CUSTOMERS);
const orderJson = (order, customer, items) => ({ id: order.id, customer: customer.name, items });
const itemJson = (item, product, category) => ({
  product: product.name, category: category.name, quantity: item.quantity, price_cents: item.price_cents,
});
const reportJson = (row) => ({
  category: row.category, country: row.country, revenue: Number(row.revenue), orders: Number(row.orders),
});
const config = () => ({
  host: '127.0.0.1', port: Number(process.env.DB_PORT), user: 'lab', database: 'lab', max: Number(process.env.DB_POOL || 10),
});

module.exports = { N_ORDERS_LISTED, SINCE, config, itemJson, nextCustomer, orderJson, reportJson };
