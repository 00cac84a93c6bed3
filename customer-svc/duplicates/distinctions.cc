#include "customer-svc/duplicates/distinctions.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"

namespace guanxi::customer {
namespace {

using resource::UnitOfWork;
using v1::CustomerDistinction;

const db::Query kSelectSeconds{
    "distinction.seconds",
    "SELECT second_id, id FROM customer_distinctions FORCE INDEX (idx_first_id_create_time) WHERE "
    "tenant_id = ? AND live = 1 AND first_id = ? LIMIT 1000"};
const db::Query kSelectFirsts{
    "distinction.firsts",
    "SELECT first_id, id FROM customer_distinctions FORCE INDEX (idx_second_id_create_time) WHERE "
    "tenant_id = ? AND live = 1 AND second_id = ? LIMIT 1000"};

std::string CustomerName(const Uuid& id) { return absl::StrCat("customers/", id.ToString()); }

absl::StatusOr<CustomerDistinction> DistinguishTwo(UnitOfWork& work,
                                                   const resource::Resource& distinctions,
                                                   const Uuid& first, const Uuid& second,
                                                   const std::string& reason) {
  resource::ResourceName name;
  name.id = DistinctionId(work.principal().tenant, first, second);
  GUANXI_ASSIGN_OR_RETURN(const auto rows, work.GetMany(distinctions, {name.id}));
  if (const auto row = rows.find(name.id); row != rows.end()) {
    const auto& said = static_cast<const CustomerDistinction&>(*row->second.message);
    if (said.first() == CustomerName(first) && said.second() == CustomerName(second)) return said;
    // It went on to be said of others, whom one of these was merged with.
    name.id = work.environment().uuids().Next();
  }
  // One that was deleted goes on where it ended.
  GUANXI_RETURN_IF_ERROR(work.CheckFree(distinctions, {name}));
  CustomerDistinction made;
  made.set_first(CustomerName(first));
  made.set_second(CustomerName(second));
  made.set_reason(reason);
  made.set_actor(work.principal().subject);
  GUANXI_RETURN_IF_ERROR(work.Insert(distinctions, name, &made));
  return made;
}

// What was said before, of these two or of those who were merged into them.
absl::StatusOr<CustomerDistinction> ReadSaid(UnitOfWork& work,
                                             const resource::Resource& distinctions,
                                             const Uuid& id) {
  resource::ResourceName name;
  name.id = id;
  GUANXI_ASSIGN_OR_RETURN(const resource::Stored row, work.GetLive(distinctions, name));
  return static_cast<const CustomerDistinction&>(*row.message);
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
    GUANXI_ASSIGN_OR_RETURN(const auto known,
                            DistinguishedFrom(work.tx(), work.principal().tenant, customers[i]));
    for (size_t k = i + 1; k < customers.size(); ++k) {
      const auto before = known.find(customers[k]);
      auto one = before != known.end()
                     ? ReadSaid(work, distinctions, before->second)
                     : DistinguishTwo(work, distinctions, customers[i], customers[k], reason);
      GUANXI_RETURN_IF_ERROR(one.status());
      said.push_back(*std::move(one));
    }
  }
  return said;
}

absl::StatusOr<std::map<Uuid, Uuid>> DistinguishedFrom(db::Transaction& tx, const Uuid& tenant,
                                                       const Uuid& customer) {
  std::map<Uuid, Uuid> others;
  for (const db::Query* const query : {&kSelectSeconds, &kSelectFirsts}) {
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                            tx.Select(*query, {tenant.bytes(), customer.bytes()}));
    for (const db::Row row : rows) {
      GUANXI_ASSIGN_OR_RETURN(const Uuid other, Uuid::FromBytes(row.String(0)));
      GUANXI_ASSIGN_OR_RETURN(others[other], Uuid::FromBytes(row.String(1)));
    }
  }
  return others;
}

absl::Status CheckNoneDistinguished(db::Transaction& tx, const Uuid& tenant,
                                    const std::vector<Uuid>& customers) {
  for (const Uuid& customer : customers) {
    GUANXI_ASSIGN_OR_RETURN(const auto others, DistinguishedFrom(tx, tenant, customer));
    for (const Uuid& other : customers) {
      const auto said = others.find(other);
      if (said == others.end()) continue;
      const std::string distinction =
          absl::StrCat("customerDistinctions/", said->second.ToString());
      return Error(absl::StatusCode::kFailedPrecondition, "CUSTOMERS_DISTINGUISHED",
                   absl::StrCat(CustomerName(customer), " and ", CustomerName(other),
                                " were said not to be the same: ", distinction),
                   {{"distinction", distinction}});
    }
  }
  return absl::OkStatus();
}

std::vector<db::Query> DistinctionQueries() { return {kSelectSeconds, kSelectFirsts}; }

}  // namespace guanxi::customer
