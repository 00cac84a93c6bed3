#include "customer-svc/duplicates/distinctions.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/resource/resource_name.h"

namespace guanxi::customer {
namespace {

using resource::UnitOfWork;
using v1::CustomerDistinction;

absl::StatusOr<CustomerDistinction> DistinguishTwo(UnitOfWork& work,
                                                   const resource::Resource& distinctions,
                                                   const Uuid& first, const Uuid& second,
                                                   const std::string& reason) {
  resource::ResourceName name;
  name.id = DistinctionId(work.principal().tenant, first, second);
  GUANXI_ASSIGN_OR_RETURN(const auto rows, work.GetMany(distinctions, {name.id}));
  const auto row = rows.find(name.id);
  if (row != rows.end()) return static_cast<const CustomerDistinction&>(*row->second.message);
  // One that was deleted goes on where it ended.
  GUANXI_RETURN_IF_ERROR(work.CheckFree(distinctions, {name}));
  CustomerDistinction made;
  made.set_first(absl::StrCat("customers/", first.ToString()));
  made.set_second(absl::StrCat("customers/", second.ToString()));
  made.set_reason(reason);
  made.set_actor(work.principal().subject);
  GUANXI_RETURN_IF_ERROR(work.Insert(distinctions, name, &made));
  return made;
}

}  // namespace

Uuid DistinctionId(const Uuid& tenant, const Uuid& a, const Uuid& b) {
  const auto [first, second] = std::minmax(a, b);
  return DeriveUuid("guanxi.customer_distinction",
                    absl::StrCat(tenant.bytes(), first.bytes(), second.bytes()));
}

absl::StatusOr<std::vector<CustomerDistinction>> Distinguish(UnitOfWork& work,
                                                             const resource::Resource& distinctions,
                                                             std::vector<Uuid> customers,
                                                             const std::string& reason) {
  std::sort(customers.begin(), customers.end());
  std::vector<CustomerDistinction> said;
  for (size_t i = 0; i < customers.size(); ++i) {
    for (size_t k = i + 1; k < customers.size(); ++k) {
      GUANXI_ASSIGN_OR_RETURN(
          CustomerDistinction one,
          DistinguishTwo(work, distinctions, customers[i], customers[k], reason));
      said.push_back(std::move(one));
    }
  }
  return said;
}

}  // namespace guanxi::customer
