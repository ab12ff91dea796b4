"""The tables of `shop.sql` as Django models."""

from django.db import models


class Category(models.Model):
    name = models.TextField()

    class Meta:
        managed = False
        db_table = "category"


class Product(models.Model):
    name = models.TextField()
    category = models.ForeignKey(Category, models.PROTECT)

    class Meta:
        managed = False
        db_table = "product"


class Customer(models.Model):
    name = models.TextField()
    country = models.TextField()

    class Meta:
        managed = False
        db_table = "customer"


class Order(models.Model):
    customer = models.ForeignKey(Customer, models.PROTECT)
    placed = models.DateField()

    class Meta:
        managed = False
        db_table = "orders"


class Item(models.Model):
    order = models.ForeignKey(Order, models.PROTECT, related_name="items")
    product = models.ForeignKey(Product, models.PROTECT)
    quantity = models.IntegerField()
    price_cents = models.IntegerField()

    class Meta:
        managed = False
        db_table = "item"
