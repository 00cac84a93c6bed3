#include "common/resource/warehouse.h"

#include <cstdlib>
#include <iostream>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/resource/environment.h"
#include "common/resource/list_page.h"
#include "common/resource/unit_of_work.h"
#include "common/testing/mariadb.h"

namespace guanxi::resource {
namespace {

using metadata::v1::FieldDefinition;
using testing::Article;

constexpr char kArticles[] = R"(
CREATE TABLE articles (
  tenant_id BINARY(16) NOT NULL, id BINARY(16) NOT NULL, version BIGINT NOT NULL,
  live TINYINT NOT NULL, title VARCHAR(64) NOT NULL, title_sort VARBINARY(64) NOT NULL,
  code VARCHAR(32) NOT NULL, state SMALLINT NOT NULL, fragile BOOL NOT NULL, sold_out BOOL NULL,
  stock BIGINT NOT NULL, rating BIGINT NULL, weight DECIMAL(38,9) NULL, bound DECIMAL(38,9) NULL,
  price DECIMAL(38,9) NULL, price_currency CHAR(3) NULL,
  cost DECIMAL(38,9) NULL, cost_currency CHAR(3) NULL,
  first_sale DATE NULL, last_sale DATE NULL,
  listed_time DATETIME(6) NULL, seen_time DATETIME(6) NULL,
  keeper_id BINARY(16) NULL, buyer_id BINARY(16) NULL,
  packing_sealed BOOL NULL, packing_layers BIGINT NULL, packing_date DATE NULL,
  packing_deposit DECIMAL(38,9) NULL, packing_deposit_currency CHAR(3) NULL,
  packing_carton VARCHAR(32) NULL,
  create_time DATETIME(6) NOT NULL, update_time DATETIME(6) NOT NULL,
  delete_time DATETIME(6) NULL,
  revenue DECIMAL(38,9) NULL, revenue_currency CHAR(3) NULL, last_order DATE NULL,
  share DECIMAL(38,9) NULL, in_fashion BOOL NOT NULL, orders BIGINT NULL,
  projection BIGINT NOT NULL,
  lot_price DECIMAL(38,9) NULL, lot_price_currency CHAR(3) NULL, lot_date DATE NULL,
  lot_claim TINYINT NULL, body MEDIUMBLOB NOT NULL, personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE KEY uq_lot (tenant_id, lot_price, lot_price_currency, lot_date, lot_claim),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_title_sort (tenant_id, live, title_sort, id),
  KEY idx_stock (tenant_id, live, stock, id),
  KEY idx_rating (tenant_id, live, rating, id),
  KEY idx_weight (tenant_id, live, weight, id),
  KEY idx_first_sale (tenant_id, live, first_sale, id),
  KEY idx_listed_time (tenant_id, live, listed_time, id),
  KEY idx_fragile_first_sale (tenant_id, live, fragile, first_sale, id),
  KEY idx_filter (tenant_id, live, create_time, id, title_sort, code, state, sold_out, rating,
    stock, weight, price, price_currency, first_sale, listed_time, keeper_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin)";

template <typename T>
T Must(absl::StatusOr<T> result) {
  if (!result.ok()) std::cerr << result.status() << std::endl;
  return *std::move(result);
}

}  // namespace

Warehouse::Warehouse() {
  const absl::Status made = SharedMariaDb()->Execute(kArticles, shop.server.schema);
  if (!made.ok()) {
    std::cerr << made << std::endl;
    std::abort();
  }
  articles = Must(Resource::Create(Behavior<Article>()));
  definitions = Must(Resource::Create(Behavior<FieldDefinition>()));
  if (!Resource::Link({articles.get(), definitions.get()}).ok()) std::abort();
}

absl::Status Warehouse::Put(const ResourceName& name, const Article& article) const {
  return shop.Run([&](UnitOfWork& work) {
    Article next = article;
    return work.Insert(*articles, name, &next);
  });
}

ResourceName Warehouse::Put(const Article& article) const {
  const ResourceName name = shop.NewName();
  const absl::Status put = Put(name, article);
  if (!put.ok()) std::cerr << put << std::endl, std::abort();
  return name;
}

absl::Status Warehouse::Update(const ResourceName& name, const Article& article) const {
  return shop.Run([&](UnitOfWork& work) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const Stored old, work.Get(*articles, name));
    Article next = article;
    return work.Update(*articles, old, &next).status();
  });
}

absl::Status Warehouse::Delete(const ResourceName& name) const {
  return shop.Run([&](UnitOfWork& work) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(Stored row, work.Get(*articles, name));
    return work.Delete(*articles, &row);
  });
}

absl::Status Warehouse::Undelete(const ResourceName& name) const {
  return shop.Run([&](UnitOfWork& work) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(Stored row, work.Get(*articles, name));
    return work.Undelete(*articles, &row);
  });
}

Article Warehouse::Get(const ResourceName& name) const {
  Article article;
  shop.Run([&](UnitOfWork& work) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const Stored row, work.Get(*articles, name));
        article = static_cast<const Article&>(*row.message);
        return absl::OkStatus();
      })
      .IgnoreError();
  return article;
}

void Warehouse::DefineCustom(const std::string& key, FieldDefinition::ValueType value_type) const {
  FieldDefinition definition;
  definition.set_resource_type(type().full_type());
  definition.set_key(key);
  definition.set_display_name(key);
  definition.set_value_type(value_type);
  definition.set_filterable(true);
  const absl::Status made = shop.Run(
      [&](UnitOfWork& work) { return work.Insert(*definitions, shop.NewName(), &definition); });
  if (!made.ok()) std::cerr << made << std::endl, std::abort();
}

CustomFields Warehouse::custom_fields() const {
  CustomFields fields;
  const absl::Status read = shop.database->ReadOnly({}, [&](db::Transaction& tx) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const auto all,
                            shop.environment->custom_fields().ReadNow(tx, shop.tenant));
    fields = FieldsOf(*all, type());
    return absl::OkStatus();
  });
  if (!read.ok()) std::cerr << read << std::endl, std::abort();
  return fields;
}

std::vector<std::string> Warehouse::List(const ListSpec& spec, int page_size) const {
  std::vector<std::string> names;
  std::optional<page::Cursor> cursor;
  do {
    ListPage page;
    const db::TxOptions options{db::Lane::kScan};
    const absl::Status read =
        shop.database->ReadOnly(options, [&](db::Transaction& tx) -> absl::Status {
          GUANXI_ASSIGN_OR_RETURN(page,
                                  ReadListPage(tx, type(), shop.tenant, spec, cursor, page_size));
          return absl::OkStatus();
        });
    if (!read.ok()) std::cerr << read << std::endl, std::abort();
    for (const Stored& row : page.rows) names.push_back(NameOf(row.name));
    cursor = page.next;
  } while (cursor.has_value());
  return names;
}

std::vector<std::string> Warehouse::List(const std::string& filter, const std::string& order_by,
                                         bool show_deleted, int page_size) const {
  ListSpec spec = Must(MakeListSpec(type(), CustomFields(), filter, order_by));
  spec.show_deleted = show_deleted;
  return List(spec, page_size);
}

}  // namespace guanxi::resource
