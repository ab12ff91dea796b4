// Sequelize, with models and associations.
'use strict';
const { DataTypes, Op, Sequelize, col, fn, literal } = require('sequelize');
const { N_ORDERS_LISTED, SINCE, config, itemJson, nextCustomer, orderJson, reportJson } = require('./shape');

const LATEST = [['placed', 'DESC'], ['id', 'DESC']];

module.exports = async () => {
  const { host, port, user, database, max } = config();
  const db = new Sequelize(database, user, '', { host, port, dialect: 'postgres', logging: false, pool: { min: max, max } });
  const options = (tableName) => ({ tableName, timestamps: false, underscored: true });
  const text = DataTypes.TEXT;
  const Category = db.define('Category', { name: text }, options('category'));
  const Product = db.define('Product', { name: text }, options('product'));
  const Customer = db.define('Customer', { name: text, country: text }, options('customer'));
  const Order = db.define('Order', { placed: DataTypes.DATEONLY }, options('orders'));
  const Item = db.define('Item', { quantity: DataTypes.INTEGER, priceCents: DataTypes.INTEGER }, options('item'));
  Product.belongsTo(Category, { as: 'category', foreignKey: 'categoryId' });
  Order.belongsTo(Customer, { as: 'customer', foreignKey: 'customerId' });
  Order.hasMany(Item, { as: 'items', foreignKey: 'orderId' });
  Item.belongsTo(Order, { as: 'order', foreignKey: 'orderId' });
  Item.belongsTo(Product, { as: 'product', foreignKey: 'productId' });

  const row = () => Customer.findByPk(nextCustomer());

  const report = async () => (await Item.findAll({
    attributes: [
      [col('product.category.name'), 'category'],
      [col('order.customer.country'), 'country'],
      [fn('sum', literal('quantity * price_cents')), 'revenue'],
      [fn('count', fn('distinct', col('order.id'))), 'orders'],
    ],
    include: [
      { model: Order, as: 'order', attributes: [], where: { placed: { [Op.gte]: SINCE } }, required: true,
        include: [{ model: Customer, as: 'customer', attributes: [], required: true }] },
      { model: Product, as: 'product', attributes: [], required: true,
        include: [{ model: Category, as: 'category', attributes: [], required: true }] },
    ],
    group: [col('product.category.name'), col('order.customer.country')],
    order: [col('product.category.name'), col('order.customer.country')],
    raw: true,
  })).map(reportJson);

  const asItem = (item) => itemJson({ quantity: item.quantity, price_cents: item.priceCents }, item.product, item.product.category);

  const eager = async () => {
    const orders = await Order.findAll({
      order: LATEST, limit: N_ORDERS_LISTED,
      include: [
        { model: Customer, as: 'customer' },
        { model: Item, as: 'items', separate: true, order: [['id', 'ASC']],
          include: [{ model: Product, as: 'product', include: [{ model: Category, as: 'category' }] }] },
      ],
    });
    return orders.map((order) => orderJson(order, order.customer, order.items.map(asItem)));
  };

  const naive = async () => {
    const answer = [];
    for (const order of await Order.findAll({ order: LATEST, limit: N_ORDERS_LISTED })) {
      const customer = await order.getCustomer();
      const items = [];
      for (const item of await order.getItems({ order: [['id', 'ASC']] })) {
        const product = await item.getProduct();
        const category = await product.getCategory();
        items.push(itemJson({ quantity: item.quantity, price_cents: item.priceCents }, product, category));
      }
      answer.push(orderJson(order, customer, items));
    }
    return answer;
  };

  await db.authenticate();
  return { row, report, eager, naive };
};
