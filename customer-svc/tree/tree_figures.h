// What a company comes to by itself, as trees of companies sum it up.
#ifndef GUANXI_CUSTOMER_SVC_TREE_TREE_FIGURES_H_
#define GUANXI_CUSTOMER_SVC_TREE_TREE_FIGURES_H_

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "common/money/exact.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::customer {

// What is summed up, as tree_sums has it: numbers stay.
enum class TreeSum {
  kCompanies = 1,
  kCooperating = 2,        // with whom we work: they have bought something
  kRegionCompanies = 3,    // by Customer.region
  kRegionCooperating = 4,  // the same
  kOpenAmount = 5,         // of open opportunities, by currency
  kContractedAmount = 6,   // of signed contracts, by currency
  kReceivedAmount = 7,     // of receipts for them, by currency
  kProductCompanies = 8,   // that were won with a product, by Opportunity.products
};

// By what is summed up, and its label: a region, a currency, a product, or "". In 10^-9: companies
// are whole ones. None is 0.
using TreeSums = std::map<std::pair<TreeSum, std::string>, money::Int>;
inline constexpr int kTreeSumPlaces = 9;
inline constexpr money::Int kOneCompany = 1'000'000'000;

struct TreeFigures {
  TreeSums sums;
  std::optional<absl::Time> last_interaction;
};

// Of a live customer; of a deleted one all is nothing. The facts of opportunities and contracts say
// what he has in each currency. Errors: those of common/db.
absl::StatusOr<TreeFigures> FiguresOf(db::Transaction& tx, const Uuid& tenant, const Uuid& id,
                                      const v1::Customer& customer);

// Adds what a query of three columns has: kind, label, decimal. Zeros go.
absl::Status AddSums(const db::Rows& rows, TreeSums* sums);

// `a` without `b`.
TreeSums Minus(const TreeSums& a, const TreeSums& b);

// The statements, for the linter.
std::vector<db::Query> TreeFigureQueries();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_TREE_TREE_FIGURES_H_
