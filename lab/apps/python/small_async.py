"""The same answers without Django: FastAPI with SQLAlchemy's asynchronous ORM, one process."""

import itertools
import os

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

N_CUSTOMERS = 2_000
engine = create_async_engine(
    f"postgresql+asyncpg://lab@127.0.0.1:{os.environ.get('DB_PORT', '1')}/lab", pool_size=int(os.environ.get("DB_POOL", "8"))
)
session = async_sessionmaker(engine)
app = FastAPI()
serial = itertools.count()


class Base(DeclarativeBase):
    pass


class Customer(Base):
    __tablename__ = "customer"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    country: Mapped[str]


@app.get("/hello")
async def hello():
    return {"hello": "world"}


@app.get("/row")
async def row():
    async with session() as open_session:
        customer = await open_session.get(Customer, 1 + next(serial) % N_CUSTOMERS)
        return {"id": customer.id, "name": customer.name, "country": customer.country}
