#include "customer-svc/claims/claim_reads.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/resource/row_codec.h"

namespace guanxi::customer {
namespace {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::AttributeClaim;
using v1::TrustOrder;

// What one answer about a customer reads of its claims.
constexpr int64_t kMostRead = 5000;

db::Query SelectClaims(const resource::ResourceType& type) {
  return {"attribute_claim.of_customer",
          absl::StrCat("SELECT ", resource::RowColumns(type, "t"), " FROM ", type.table(),
                       " t WHERE t.tenant_id = ? AND t.live = 1 AND t.parent_id = ? LIMIT ?")};
}

db::Query SelectTrust(const resource::ResourceType& type) {
  return {"trust_order.of_field",
          absl::StrCat("SELECT ", resource::RowColumns(type, "t"), " FROM ", type.table(),
                       " t WHERE t.tenant_id = ? AND t.live = 1 AND t.field IN (?, '*') "
                       "ORDER BY t.create_time, t.id")};
}

}  // namespace

absl::StatusOr<std::vector<AttributeClaim>> ReadClaims(UnitOfWork& work, const ClaimKin& kin,
                                                       const Uuid& customer,
                                                       const std::string& field) {
  std::vector<AttributeClaim> claims;
  // Those that this unit of work wrote are shown whatever their field.
  const auto take = [&](const google::protobuf::Message& message) {
    const auto& claim = static_cast<const AttributeClaim&>(message);
    if (claim.field() == field) claims.push_back(claim);
    return claims.size() <= kMaxClaims;
  };
  GUANXI_RETURN_IF_ERROR(work.VisitChildren(
      kin.claims, customer, absl::StrCat("field = \"", field, "\""), "as_of_time desc", take));
  return claims;
}

absl::StatusOr<std::vector<AttributeClaim>> ReadAllClaims(db::Transaction& tx, const ClaimKin& kin,
                                                          const Uuid& tenant,
                                                          const Uuid& customer) {
  const resource::ResourceType& type = kin.claims.type();
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      tx.Select(SelectClaims(type), {tenant.bytes(), customer.bytes(), kMostRead}));
  std::vector<AttributeClaim> claims;
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(const Stored stored, resource::DecodeRow(type, row));
    claims.push_back(static_cast<const AttributeClaim&>(*stored.message));
  }
  return claims;
}

absl::StatusOr<Trust> ReadTrust(db::Transaction& tx, const ClaimKin& kin, const Uuid& tenant,
                                const std::string& field) {
  const resource::ResourceType& type = kin.trust_orders.type();
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(SelectTrust(type), {tenant.bytes(), field}));
  Trust own, of_all;
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(const Stored stored, resource::DecodeRow(type, row));
    const auto& order = static_cast<const TrustOrder&>(*stored.message);
    Trust& trust = order.field() == field ? own : of_all;
    trust.assign(order.sources().begin(), order.sources().end());
  }
  return own.empty() ? of_all : own;
}

absl::StatusOr<TrustedValues> ReadTrusted(UnitOfWork& work, const ClaimKin& kin,
                                          const std::vector<ResourceName>& customers) {
  const Uuid& tenant = work.principal().tenant;
  std::map<std::string, std::vector<AttributeClaim>> by_field;
  for (const ResourceName& customer : customers) {
    GUANXI_ASSIGN_OR_RETURN(std::vector<AttributeClaim> claims,
                            ReadAllClaims(work.tx(), kin, tenant, customer.id));
    for (AttributeClaim& claim : claims) by_field[claim.field()].push_back(std::move(claim));
  }
  TrustedValues trusted;
  for (const auto& [field, claims] : by_field) {
    GUANXI_ASSIGN_OR_RETURN(const Trust trust, ReadTrust(work.tx(), kin, tenant, field));
    const AttributeClaim* const best = BestClaim(claims, trust, work.now());
    if (best == nullptr) continue;
    GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                            resource::ParseName(kin.claims.type(), best->name(), "name"));
    trusted[field] = {best->value(),
                      resource::FormatName(kin.customers.type(), resource::ParentOf(name))};
  }
  return trusted;
}

std::vector<db::Query> ClaimQueries(const ClaimKin& kin) {
  return {SelectClaims(kin.claims.type()), SelectTrust(kin.trust_orders.type())};
}

}  // namespace guanxi::customer
