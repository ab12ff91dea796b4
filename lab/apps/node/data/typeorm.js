// TypeORM, with entity schemas (plain JavaScript, no decorators). TYPEORM_STRATEGY: `join` (its default) or `query`.
'use strict';
require('reflect-metadata');
const { DataSource, EntitySchema } = require('typeorm');
const { N_ORDERS_LISTED, SINCE, config, itemJson, nextCustomer, orderJson, reportJson } = require('./shape');

const id = { type: 'integer', primary: true };
const text = { type: 'text' };
const integer = { type: 'integer' };
const belongsTo = (target, column, inverseSide) => (
  { type: 'many-to-one', target, joinColumn: { name: column }, inverseSide });

const Category = new EntitySchema({ name: 'Category', tableName: 'category', columns: { id, name: text } });
const Product = new EntitySchema({
  name: 'Product', tableName: 'product', columns: { id, name: text }, relations: { category: belongsTo('Category', 'category_id') } });
const Customer = new EntitySchema({ name: 'Customer', tableName: 'customer', columns: { id, name: text, country: text } });
const Order = new EntitySchema({
  name: 'Order', tableName: 'orders', columns: { id, placed: { type: 'date' } },
  relations: { customer: belongsTo('Customer', 'customer_id'), items: { type: 'one-to-many', target: 'Item', inverseSide: 'order' } } });
const Item = new EntitySchema({
  name: 'Item', tableName: 'item', columns: { id, quantity: integer, price_cents: integer },
  relations: { order: belongsTo('Order', 'order_id', 'items'), product: belongsTo('Product', 'product_id') } });

const LATEST = { placed: 'DESC', id: 'DESC' };

module.exports = async () => {
  const { host, port, user, database, max } = config();
  const db = await new DataSource({
    type: 'postgres', host, port, username: user, database, entities: [Category, Product, Customer, Order, Item],
    extra: { max, min: max },
  }).initialize();
  const [orders, customers] = [db.getRepository('Order'), db.getRepository('Customer')];
  const strategy = process.env.TYPEORM_STRATEGY || 'join';

  const row = () => customers.findOneBy({ id: nextCustomer() });

  const report = async () => (await db.getRepository('Item').createQueryBuilder('item')
    .innerJoin('item.order', 'o').innerJoin('o.customer', 'customer')
    .innerJoin('item.product', 'product').innerJoin('product.category', 'category')
    .where('o.placed >= :since', { since: SINCE })
    .groupBy('category.name').addGroupBy('customer.country')
    .orderBy('category.name').addOrderBy('customer.country')
    .select('category.name', 'category').addSelect('customer.country', 'country')
    .addSelect('sum(item.quantity * item.price_cents)', 'revenue').addSelect('count(distinct o.id)', 'orders')
    .getRawMany()).map(reportJson);

  const asItem = (item) => itemJson(item, item.product, item.product.category);
  const byId = (a, b) => a.id - b.id;

  const eager = async () => {
    const found = await orders.find({
      relations: { customer: true, items: { product: { category: true } } },
      order: LATEST, take: N_ORDERS_LISTED, relationLoadStrategy: strategy,
    });
    return found.map((order) => orderJson(order, order.customer, order.items.sort(byId).map(asItem)));
  };

  const naive = async () => {
    const load = (relation, entity) => db.createQueryBuilder().relation(entity, relation);
    const answer = [];
    for (const order of await orders.find({ order: LATEST, take: N_ORDERS_LISTED })) {
      const customer = await load('customer', 'Order').of(order).loadOne();
      const items = [];
      for (const item of (await load('items', 'Order').of(order).loadMany()).sort(byId)) {
        item.product = await load('product', 'Item').of(item).loadOne();
        item.product.category = await load('category', 'Product').of(item.product).loadOne();
        items.push(asItem(item));
      }
      answer.push(orderJson(order, customer, items));
    }
    return answer;
  };

  return { row, report, eager, naive };
};
