// Knex: a query builder, no objects of its own; nesting is written by hand.
'use strict';
const { N_ORDERS_LISTED, SINCE, config, itemJson, nextCustomer, orderJson, reportJson } = require('./shape');

const LATEST = [{ column: 'orders.placed', order: 'desc' }, { column: 'orders.id', order: 'desc' }];

module.exports = async () => {
  const { max, ...connection } = config();
  const db = require('knex')({ client: 'pg', connection, pool: { min: max, max } });

  const row = () => db('customer').where({ id: nextCustomer() }).first();

  const report = async () => (await db('item')
    .join('orders', 'orders.id', 'item.order_id')
    .join('customer', 'customer.id', 'orders.customer_id')
    .join('product', 'product.id', 'item.product_id')
    .join('category', 'category.id', 'product.category_id')
    .where('orders.placed', '>=', SINCE)
    .groupBy('category.name', 'customer.country')
    .orderBy(['category.name', 'customer.country'])
    .select({ category: 'category.name', country: 'customer.country' })
    .sum({ revenue: db.raw('item.quantity * item.price_cents') })
    .countDistinct({ orders: 'orders.id' })).map(reportJson);

  const eager = async () => {
    const orders = await db('orders').join('customer', 'customer.id', 'orders.customer_id')
      .orderBy(LATEST).limit(N_ORDERS_LISTED).select('orders.id', 'customer.name');
    const items = await db('item').join('product', 'product.id', 'item.product_id')
      .join('category', 'category.id', 'product.category_id')
      .whereIn('order_id', orders.map((order) => order.id)).orderBy('item.id')
      .select('item.order_id', 'item.quantity', 'item.price_cents', { name: 'product.name', category: 'category.name' });
    const byOrder = new Map(orders.map((order) => [order.id, []]));
    for (const item of items) byOrder.get(item.order_id).push(itemJson(item, item, { name: item.category }));
    return orders.map((order) => orderJson(order, order, byOrder.get(order.id)));
  };

  const naive = async () => {
    const answer = [];
    for (const order of await db('orders').orderBy(LATEST).limit(N_ORDERS_LISTED)) {
      const customer = await db('customer').where({ id: order.customer_id }).first();
      const items = [];
      for (const item of await db('item').where({ order_id: order.id }).orderBy('id')) {
        const product = await db('product').where({ id: item.product_id }).first();
        const category = await db('category').where({ id: product.category_id }).first();
        items.push(itemJson(item, product, category));
      }
      answer.push(orderJson(order, customer, items));
    }
    return answer;
  };

  await row();
  return { row, report, eager, naive };
};
