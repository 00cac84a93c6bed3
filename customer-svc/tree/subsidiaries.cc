#include "customer-svc/tree/subsidiaries.h"

#include <algorithm>
#include <string>

#include "common/base/status_macros.h"
#include "common/resource/resource_name.h"
#include "customer-svc/parties/relationship_reader.h"

namespace guanxi::customer {
namespace {

// From here on it is the owner who decides.
constexpr int kHalf = 5'000;
constexpr size_t kMost = 100;

using v1::Relationship;

bool IsOwnership(const Relationship& one) {
  return one.type() == Relationship::INVESTS_IN && one.share_basis_points() >= kHalf &&
         one.source_contact().empty() && !one.target_customer().empty();
}

}  // namespace

absl::StatusOr<v1::SuggestSubsidiariesResponse> FindSubsidiaries(
    const VisibleRows& visible, const resource::Resource& relationships, const Uuid& customer,
    absl::CivilDay today) {
  GUANXI_ASSIGN_OR_RETURN(
      std::vector<Relationship> owned,
      ReadRelationships(visible.tx(), visible.tenant(), relationships, customer, today));
  owned.erase(std::remove_if(owned.begin(), owned.end(),
                             [](const Relationship& one) { return !IsOwnership(one); }),
              owned.end());
  std::stable_sort(owned.begin(), owned.end(), [](const Relationship& a, const Relationship& b) {
    return a.share_basis_points() > b.share_basis_points();
  });
  std::vector<Uuid> ids;
  for (const Relationship& one : owned) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id,
                            resource::ParseReference("customers", one.target_customer()));
    ids.push_back(id);
  }
  GUANXI_ASSIGN_OR_RETURN(const auto rows, visible.Customers(ids));
  resource::ResourceName owner;
  owner.id = customer;
  const std::string parent = resource::FormatName(visible.customers().type(), owner);
  v1::SuggestSubsidiariesResponse response;
  for (size_t i = 0; i < owned.size(); ++i) {
    const auto row = rows.find(ids[i]);
    if (row == rows.end()) continue;
    const auto& target = static_cast<const v1::Customer&>(*row->second.message);
    if (target.type() != v1::Customer::ORGANIZATION || target.parent_organization() == parent) {
      continue;
    }
    v1::SuggestedSubsidiary& suggestion = *response.add_suggestions();
    suggestion.set_customer(target.name());
    suggestion.set_relationship(owned[i].name());
    suggestion.set_share_basis_points(owned[i].share_basis_points());
    if (static_cast<size_t>(response.suggestions_size()) == kMost) break;
  }
  return response;
}

}  // namespace guanxi::customer
