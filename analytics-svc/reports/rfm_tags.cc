#include "analytics-svc/reports/rfm_tags.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "analytics-svc/reports/class_tags.h"
#include "analytics-svc/reports/rfm_scores.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/resource_name.h"

namespace guanxi::analytics {
namespace {

constexpr int kDefaultPage = 1000;
constexpr int kMostPage = 5000;
// Of one call to customer-svc.
constexpr size_t kBatch = 200;

struct Asked {
  RfmRule rule;
  RecordFilter filter;
  std::map<v1::ValueClass, std::string> tags;
  size_t page_size = kDefaultPage;
  Uuid after;
};

absl::StatusOr<Asked> Take(const ReportCall& call, const v1::TagByRfmRequest& request) {
  Violations violations;
  Asked asked;
  GUANXI_ASSIGN_OR_RETURN(asked.rule, TakeRfmRule(call, request.definition(), &violations));
  asked.filter = TakeFilter("filter", request.filter(), &violations);
  if (request.tags().empty() || request.tags_size() > kMostClassTags) {
    violations.Add("tags", absl::StrCat("want 1 to ", kMostClassTags));
  }
  asked.tags = TakeClassTags(request.tags(), &violations);
  asked.page_size = static_cast<size_t>(
      TakeNumber("page_size", request.page_size(), kDefaultPage, 1, kMostPage, &violations));
  if (!request.after().empty()) {
    const auto after = resource::ParseReference("customers", request.after());
    if (after.ok()) {
      asked.after = *after;
    } else {
      violations.Add("after", "want `customers/{customer}`");
    }
  }
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  return asked;
}

struct Classed {
  Uuid customer;
  v1::ValueClass value_class = v1::VALUE_CLASS_UNSPECIFIED;
};

// The page of customers, in the order of ids.
absl::StatusOr<std::vector<Classed>> ReadPage(const ReportCall& call, const Asked& asked,
                                              bool* is_last) {
  std::vector<Classed> all;
  const auto add = [&](const Uuid& customer, v1::ValueClass value_class) {
    if (asked.after < customer) all.push_back({customer, value_class});
  };
  GUANXI_ASSIGN_OR_RETURN(const ScoredCustomers scored,
                          ReadRfm(call, asked.rule, asked.filter, "", "", [&](const NonBuyer& one) {
                            add(one.customer, v1::VALUE_CLASS_UNSPECIFIED);
                          }));
  for (const ScoredCustomer& one : scored.buyers) add(one.customer, one.value_class);
  std::sort(all.begin(), all.end(),
            [](const Classed& a, const Classed& b) { return a.customer < b.customer; });
  *is_last = all.size() <= asked.page_size;
  if (!*is_last) all.resize(asked.page_size);
  return all;
}

// The tags of all classes but one.
std::vector<std::string> OthersThan(v1::ValueClass value_class, const Asked& asked) {
  std::vector<std::string> others;
  for (const auto& [of_class, tag] : asked.tags) {
    if (of_class != value_class) others.push_back(tag);
  }
  return others;
}

// Customers of one class, 200 at a time.
absl::Status TagClass(const ReportCall& call, TagWriter* writer, const Asked& asked,
                      v1::ValueClass value_class, const std::vector<std::string>& customers,
                      v1::TagByRfmResponse* response) {
  const std::vector<std::string> others = OthersThan(value_class, asked);
  const auto own = asked.tags.find(value_class);
  for (size_t first = 0; first < customers.size(); first += kBatch) {
    const auto begin = customers.begin() + static_cast<std::ptrdiff_t>(first);
    const size_t count = std::min(kBatch, customers.size() - first);
    const std::vector<std::string> batch(begin, begin + static_cast<std::ptrdiff_t>(count));
    // What has to go goes first: a group of tags may have room for one alone.
    if (!others.empty()) {
      GUANXI_ASSIGN_OR_RETURN(const int changed, writer->Remove(call.call(), batch, others));
      response->set_untagged(response->untagged() + changed);
    }
    if (own != asked.tags.end()) {
      GUANXI_ASSIGN_OR_RETURN(const int changed, writer->Apply(call.call(), batch, {own->second}));
      response->set_tagged(response->tagged() + changed);
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::TagByRfmResponse> TagByRfm(const ReportCall& call, TagWriter* writer,
                                              const v1::TagByRfmRequest& request) {
  GUANXI_ASSIGN_OR_RETURN(const Asked asked, Take(call, request));
  bool is_last = false;
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Classed> page, ReadPage(call, asked, &is_last));
  std::map<v1::ValueClass, std::vector<std::string>> by_class;
  for (const Classed& one : page) {
    by_class[one.value_class].push_back(absl::StrCat("customers/", one.customer.ToString()));
  }
  v1::TagByRfmResponse response;
  for (const auto& [value_class, customers] : by_class) {
    GUANXI_RETURN_IF_ERROR(TagClass(call, writer, asked, value_class, customers, &response));
  }
  response.set_customers(static_cast<int32_t>(page.size()));
  if (!is_last) {
    response.set_next_after(absl::StrCat("customers/", page.back().customer.ToString()));
  }
  return response;
}

}  // namespace guanxi::analytics
