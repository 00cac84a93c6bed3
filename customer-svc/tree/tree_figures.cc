#include "customer-svc/tree/tree_figures.h"

#include <set>

#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "google/protobuf/util/time_util.h"
#include "guanxi/lead/v1/opportunity.pb.h"

namespace guanxi::customer {
namespace {

using google::protobuf::util::TimeUtil;
using lead::v1::Opportunity;

const db::Query kSumOpen{"tree.sum_open",
                         "SELECT currency, SUM(units), SUM(nanos) FROM opportunity_facts "
                         "WHERE tenant_id = ? AND customer_id = ? AND live = 1 AND state = ? "
                         "AND currency <> '' GROUP BY currency"};

// As contract_facts.cc counts them: ACTIVE, BREACHED and COMPLETED ones.
const db::Query kSumContracts{
    "tree.sum_contracts",
    "SELECT currency, SUM(CASE WHEN state IN (2, 3, 4) THEN amount ELSE 0 END), SUM(received) "
    "FROM contract_facts WHERE tenant_id = ? AND customer_id = ? AND state <> 0 "
    "GROUP BY currency"};

const db::Query kSelectProducts{"tree.select_products",
                                "SELECT products FROM opportunity_facts WHERE tenant_id = ? AND "
                                "customer_id = ? AND live = 1 AND state = ? AND products <> ''"};

void Add(TreeSum kind, const std::string& label, money::Int value, TreeSums* sums) {
  const auto [place, is_new] = sums->emplace(std::make_pair(kind, label), 0);
  place->second += value;
  if (place->second == 0) sums->erase(place);
}

absl::Status AddDecimal(TreeSum kind, const std::string& label, absl::string_view decimal,
                        TreeSums* sums) {
  GUANXI_ASSIGN_OR_RETURN(const money::Int value, money::ParseScaled(decimal, kTreeSumPlaces));
  Add(kind, label, value, sums);
  return absl::OkStatus();
}

absl::Status AddAmounts(db::Transaction& tx, const std::vector<db::Value>& key, TreeSums* sums) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows open,
                          tx.Select(kSumOpen, {key[0], key[1], int{Opportunity::OPEN}}));
  for (const db::Row row : open) {
    const std::string currency(row.String(0));
    GUANXI_ASSIGN_OR_RETURN(const money::Int units, money::ParseScaled(row.String(1), 0));
    GUANXI_ASSIGN_OR_RETURN(const money::Int nanos, money::ParseScaled(row.String(2), 0));
    Add(TreeSum::kOpenAmount, currency, units * money::PowerOfTen(kTreeSumPlaces) + nanos, sums);
  }
  GUANXI_ASSIGN_OR_RETURN(const db::Rows contracts, tx.Select(kSumContracts, key));
  for (const db::Row row : contracts) {
    const std::string currency(row.String(0));
    GUANXI_RETURN_IF_ERROR(AddDecimal(TreeSum::kContractedAmount, currency, row.String(1), sums));
    GUANXI_RETURN_IF_ERROR(AddDecimal(TreeSum::kReceivedAmount, currency, row.String(2), sums));
  }
  return absl::OkStatus();
}

absl::Status AddProducts(db::Transaction& tx, const std::vector<db::Value>& key, TreeSums* sums) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(kSelectProducts, {key[0], key[1], int{Opportunity::WON}}));
  std::set<std::string> products;
  for (const db::Row row : rows) {
    for (const absl::string_view product : absl::StrSplit(row.String(0), '\n', absl::SkipEmpty())) {
      products.emplace(product);
    }
  }
  for (const std::string& product : products) {
    Add(TreeSum::kProductCompanies, product, kOneCompany, sums);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<TreeFigures> FiguresOf(db::Transaction& tx, const Uuid& tenant, const Uuid& id,
                                      const v1::Customer& customer) {
  TreeFigures figures;
  if (customer.has_delete_time()) return figures;
  const std::string& region = customer.region();
  Add(TreeSum::kCompanies, "", kOneCompany, &figures.sums);
  Add(TreeSum::kRegionCompanies, region, kOneCompany, &figures.sums);
  if (customer.purchase_count() > 0) {
    Add(TreeSum::kCooperating, "", kOneCompany, &figures.sums);
    Add(TreeSum::kRegionCooperating, region, kOneCompany, &figures.sums);
  }
  if (customer.has_last_interaction_time()) {
    figures.last_interaction =
        absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(customer.last_interaction_time()));
  }
  const std::vector<db::Value> key = {tenant.bytes(), id.bytes()};
  GUANXI_RETURN_IF_ERROR(AddAmounts(tx, key, &figures.sums));
  GUANXI_RETURN_IF_ERROR(AddProducts(tx, key, &figures.sums));
  return figures;
}

absl::Status AddSums(const db::Rows& rows, TreeSums* sums) {
  for (const db::Row row : rows) {
    GUANXI_RETURN_IF_ERROR(AddDecimal(static_cast<TreeSum>(row.Int64(0)),
                                      std::string(row.String(1)), row.String(2), sums));
  }
  return absl::OkStatus();
}

TreeSums Minus(const TreeSums& a, const TreeSums& b) {
  TreeSums left = a;
  for (const auto& [what, value] : b) Add(what.first, what.second, -value, &left);
  return left;
}

std::vector<db::Query> TreeFigureQueries() { return {kSumOpen, kSumContracts, kSelectProducts}; }

}  // namespace guanxi::customer
