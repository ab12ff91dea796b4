"""The Django site every experiment serves: `wsgi` and `asgi` are its two entrances.

Settings come from the environment, so that one experiment differs from the next in what it names only:
MIDDLEWARE (default, none, plus-sync), DB_PORT, DB_POOL (a psycopg pool of that size; absent: one lasting connection
per thread), HEAVY_N (iterations of the CPU-bound view).
"""

import asyncio
import itertools
import os
import time

import django
from asgiref.sync import sync_to_async
from django.conf import settings

# What `startproject` writes into a new site.
STARTPROJECT = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
MIDDLEWARE = {
    "default": STARTPROJECT,
    "none": [],
    "plus-sync": ["site_under_test.sync_only"],
}


def sync_only(get_response):
    """The smallest middleware of the old kind: it knows no `async`."""

    def middleware(request):
        return get_response(request)

    return middleware


def database():
    pool = os.environ.get("DB_POOL")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "lab",
        "USER": "lab",
        "HOST": "127.0.0.1",
        "PORT": os.environ.get("DB_PORT", "1"),
        "CONN_MAX_AGE": 0 if pool else None,
        "OPTIONS": {"pool": {"min_size": int(pool), "max_size": int(pool), "timeout": 60}} if pool else {},
    }


if not settings.configured:
    settings.configure(
        DEBUG=False,
        SECRET_KEY="for the lab only",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF="site_under_test",
        MIDDLEWARE=MIDDLEWARE[os.environ.get("MIDDLEWARE", "default")],
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "shop",
        ],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        DATABASES={"default": database()},
        USE_TZ=True,
        LOGGING_CONFIG=None,
    )
    django.setup()

from django.core.asgi import get_asgi_application  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import Count, F, Prefetch, Sum  # noqa: E402
from django.http import JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402
from shop.models import Customer, Item, Order  # noqa: E402

WAIT_S = 0.1
N_CUSTOMERS = 2_000
N_ORDERS_LISTED = 50
LATEST = ["-placed", "-id"]
serial = itertools.count()


def hello(request):
    return JsonResponse({"hello": "world"})


async def async_hello(request):
    return JsonResponse({"hello": "world"})


def wait(request):
    time.sleep(WAIT_S)
    return JsonResponse({"hello": "world"})


async def async_wait(request):
    await asyncio.sleep(WAIT_S)
    return JsonResponse({"hello": "world"})


def heavy_work():
    """A loop of plain arithmetic, calibrated by HEAVY_N to a fifth of a second."""
    total = 0.0
    for i in range(int(os.environ.get("HEAVY_N", "1"))):
        total += (i % 7) * 1.5
    return total


def heavy(request):
    return JsonResponse({"total": heavy_work()})


async def async_heavy(request):
    return JsonResponse({"total": heavy_work()})


def next_customer():
    return 1 + next(serial) % N_CUSTOMERS


def customer_json(customer):
    return JsonResponse({"id": customer.id, "name": customer.name, "country": customer.country})


def row(request):
    return customer_json(Customer.objects.get(pk=next_customer()))


async def async_row(request):
    return customer_json(await Customer.objects.aget(pk=next_customer()))


def sleep_in_database():
    with connection.cursor() as cursor:
        cursor.execute("select pg_sleep(%s)", [WAIT_S])


def db_wait(request):
    sleep_in_database()
    return JsonResponse({"hello": "world"})


async def async_db_wait(request):
    await sync_to_async(sleep_in_database)()
    return JsonResponse({"hello": "world"})


def report(request):
    """One statement over five tables: revenue by category and country in half a year."""
    rows = (
        Item.objects.filter(order__placed__gte="2026-03-01")
        .values(category=F("product__category__name"), country=F("order__customer__country"))
        .annotate(revenue=Sum(F("quantity") * F("price_cents")), orders=Count("order", distinct=True))
        .order_by("category", "country")
    )
    return JsonResponse({"rows": list(rows)})


def order_json(order):
    return {
        "id": order.id,
        "customer": order.customer.name,
        "items": [
            {
                "product": item.product.name,
                "category": item.product.category.name,
                "quantity": item.quantity,
                "price_cents": item.price_cents,
            }
            for item in order.items.all()
        ],
    }


def eager(request):
    """The fifty latest orders with customer, items, products and categories, in two statements."""
    items = Item.objects.select_related("product__category").order_by("id")
    orders = Order.objects.select_related("customer").prefetch_related(Prefetch("items", items))
    return JsonResponse({"rows": [order_json(order) for order in orders.order_by(*LATEST)[:N_ORDERS_LISTED]]})


def naive(request):
    """The same list with lazy loading: 1 + 50 customers + 50 item lists + 150 products + 150 categories = 401."""
    return JsonResponse({"rows": [order_json(order) for order in Order.objects.order_by(*LATEST)[:N_ORDERS_LISTED]]})


urlpatterns = [
    path("hello", hello),
    path("async-hello", async_hello),
    path("wait", wait),
    path("async-wait", async_wait),
    path("heavy", heavy),
    path("async-heavy", async_heavy),
    path("row", row),
    path("async-row", async_row),
    path("db-wait", db_wait),
    path("async-db-wait", async_db_wait),
    path("report", report),
    path("eager", eager),
    path("naive", naive),
]

wsgi = get_wsgi_application()
asgi = get_asgi_application()
