#include "bench/searches.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/types/span.h"
#include "bench/figure.h"
#include "bench/population.h"
#include "common/base/status_macros.h"
#include "common/search/name.h"

namespace guanxi::bench {
namespace {

using customer::v1::Customer;
using customer::v1::SearchCustomersRequest;
using customer::v1::SearchCustomersResponse;

constexpr int64_t kQueries = 300;  // of each kind, in each round
constexpr int kScopedRounds = 1;
constexpr int kRounds = 3;         // whose median counts: a machine that is shared stalls at times
constexpr double kLimitMs = 10;
constexpr double kScopedLimitMs = 30;
constexpr int kRecallQueries = 20;
// A walk over more results than that takes minutes.
constexpr size_t kMostResults = 100'000;

// Customers from all over the population.
std::vector<Customer> Pick(int64_t rows, int64_t count) {
  Population population(/*seed=*/1, "bench");
  population.set_rows(rows);
  const int64_t step = std::max<int64_t>(1, rows / count);
  std::vector<Customer> picked;
  for (int64_t i = 0; i < rows; ++i) {
    Customer customer = population.Next();
    if (i % step == step / 2) picked.push_back(std::move(customer));
  }
  return picked;
}

// A run of Chinese characters anywhere in the name, each as `render` shows it.
template <typename Render>
std::string Run(const Customer& customer, size_t shortest, size_t longest, NameGenerator* random,
                Render render) {
  const auto names = search::FoldNames(
      std::vector<search::Name>{{customer.display_name(), text::NameKind::kOther}});
  const std::vector<search::Item> items = search::SplitName(names->at(0));
  while (true) {
    const size_t size = std::min(items.size(), shortest + random->Uniform(longest - shortest + 1));
    const size_t begin = random->Uniform(items.size() - size + 1);
    const auto run = absl::MakeSpan(items).subspan(begin, size);
    const auto is_chinese = [](const search::Item& item) { return !item.readings.empty(); };
    if (!std::all_of(run.begin(), run.end(), is_chinese)) continue;  // a Latin word is among them
    std::string text;
    for (const search::Item& item : run) absl::StrAppend(&text, render(item));
    return text;
  }
}

std::string Substring(const Customer& customer, NameGenerator* random) {
  std::string run;
  do {  // a bracket may stand between the characters
    run = Run(customer, 2, 4, random, [](const search::Item& item) { return item.text; });
  } while (!absl::StrContains(customer.display_name(), run));
  return run;
}

struct Kind {
  const char* name;
  std::string (*query)(const Customer&, NameGenerator*);
};
constexpr Kind kKinds[] = {
    {"whole name", [](const Customer& c, NameGenerator*) { return c.display_name(); }},
    {"part of a name", Substring},
    {"pinyin",
     [](const Customer& c, NameGenerator* random) {
       return Run(c, 2, 3, random, [](const search::Item& item) { return item.readings[0]; });
     }},
    {"initials",
     [](const Customer& c, NameGenerator* random) {
       return Run(c, 2, 4, random,
                  [](const search::Item& item) { return item.readings[0].substr(0, 1); });
     }},
    {"phone", [](const Customer& c, NameGenerator*) { return c.phones(0).number(); }},
    {"last four digits",
     [](const Customer& c, NameGenerator*) {
       return c.phones(0).number().substr(c.phones(0).number().size() - 4);
     }},
    {"e-mail", [](const Customer& c, NameGenerator*) { return c.emails(0).address(); }},
};

class Searcher {
 public:
  Searcher(const Target& target, std::string token)
      : stub_(std::move(OwnStubs(target.ours, 1)[0])), token_(std::move(token)) {}

  absl::StatusOr<SearchCustomersResponse> Search(const SearchCustomersRequest& request) const {
    return Call(stub_.get(), &CustomerStub::SearchCustomers, token_, request);
  }

  absl::StatusOr<std::set<std::string>> AllNames(const std::string& query) const {
    SearchCustomersRequest request;
    request.set_query(query);
    request.set_page_size(1000);
    request.mutable_read_mask()->add_paths("name");
    std::set<std::string> names;
    do {
      GUANXI_ASSIGN_OR_RETURN(const auto page, Search(request));
      for (const Customer& customer : page.customers()) {
        if (!names.insert(customer.name()).second) {
          return absl::InternalError(absl::StrCat(customer.name(), " came twice"));
        }
      }
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return names;
  }

 private:
  const std::unique_ptr<CustomerStub> stub_;
  const std::string token_;
};

absl::StatusOr<std::set<std::string>> NamesLike(const Target& target, const std::string& part) {
  const db::Query query{"bench.like",
                        "SELECT id FROM customers WHERE tenant_id = ? AND live = 1 "
                        "AND display_name LIKE ?"};
  std::set<std::string> names;
  const auto body = [&](db::Transaction& tx) -> absl::Status {
    names.clear();
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(query, {target.tenant.bytes(),
                                                                   absl::StrCat("%", part, "%")}));
    for (const db::Row row : rows) {
      GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
      names.insert(absl::StrCat("customers/", id.ToString()));
    }
    return absl::OkStatus();
  };
  GUANXI_RETURN_IF_ERROR(target.database->ReadOnly({db::Lane::kJob}, body));
  return names;
}

absl::Status TimeSearches(const Searcher& searcher, int64_t rows, const std::string& what,
                          double limit, int rounds, bool must_find) {
  const std::vector<Customer> customers = Pick(rows, kQueries);
  NameGenerator random(/*seed=*/3);
  for (const Kind& kind : kKinds) {
    std::vector<double> percentiles;
    for (int round = 0; round <= rounds; ++round) {
      std::vector<double> times;
      for (const Customer& customer : customers) {
        SearchCustomersRequest request;
        request.set_query(kind.query(customer, &random));
        const absl::Time begin = absl::Now();
        GUANXI_ASSIGN_OR_RETURN(const auto page, searcher.Search(request));
        times.push_back(absl::ToDoubleMilliseconds(absl::Now() - begin));
        if (must_find && page.customers().empty()) {
          return absl::InternalError(absl::StrCat("nothing found for ", request.query()));
        }
      }
      // The first one reads what is in memory in a service at work.
      if (round > 0) percentiles.push_back(Percentile(times, 0.99));
    }
    Print({absl::StrCat(what, kind.name, ", p99"), Median(percentiles), limit, "ms", 1,
           /*less_is_better=*/true});
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status MeasureSearches(const Target& target, int64_t rows) {
  return TimeSearches(Searcher(target, target.token), rows, "search by ", kLimitMs, kRounds,
                      /*must_find=*/true);
}

absl::Status MeasureScopedSearches(const Target& target, int64_t rows, const std::string& scope) {
  return TimeSearches(Searcher(target, target.limited_token), rows,
                      absl::StrCat("search of ", scope, " by "), kScopedLimitMs,
                      kScopedRounds, /*must_find=*/false);
}

absl::Status MeasureRecall(const Target& target, int64_t rows) {
  const Searcher searcher(target, target.token);
  NameGenerator random(/*seed=*/4);
  size_t expected = 0, found = 0;
  int queries = 0;
  for (const Customer& customer : Pick(rows, 10 * kRecallQueries)) {
    const std::string part = Substring(customer, &random);
    GUANXI_ASSIGN_OR_RETURN(const auto like, NamesLike(target, part));
    if (like.size() > kMostResults) continue;
    GUANXI_ASSIGN_OR_RETURN(const auto names, searcher.AllNames(part));
    std::vector<std::string> both;
    std::set_intersection(like.begin(), like.end(), names.begin(), names.end(),
                          std::back_inserter(both));
    if (both.size() != names.size()) {
      return absl::InternalError(absl::StrCat("search finds more than LIKE for ", part));
    }
    expected += like.size();
    found += both.size();
    if (++queries == kRecallQueries) break;
  }
  Print({absl::StrCat("search recall against LIKE, ", queries, " queries, all pages"),
         static_cast<double>(found), static_cast<double>(expected), "customers", 1});
  return absl::OkStatus();
}

}  // namespace guanxi::bench
