// Who reports to whom, as PowerMapService answers it. Pure.
#ifndef GUANXI_CUSTOMER_SVC_POWER_ORG_CHART_H_
#define GUANXI_CUSTOMER_SVC_POWER_ORG_CHART_H_

#include <string>
#include <vector>

#include "absl/types/span.h"
#include "customer-svc/network/tree_picture.h"
#include "guanxi/customer/v1/contact.pb.h"
#include "guanxi/customer/v1/power_map_service.pb.h"
#include "guanxi/customer/v1/relationship.pb.h"

namespace guanxi::customer {

struct OrgChartRights {
  bool lines = true;   // who reports to whom
  bool dotted = true;  // the same by relationships
};

// Superiors first, level by level, within one by names. What the caller may not see of lines shows
// in neither levels nor order.
v1::OrgChart OrgChartOf(std::vector<v1::Contact> contacts,
                        absl::Span<const v1::Relationship> relationships,
                        const OrgChartRights& rights);

// The picture of a chart as its caller sees it. `language` is `en` or `zh`.
TreePicture PictureOf(const v1::OrgChart& chart, const std::string& language);

// What a role is called; empty: none is stated.
std::string RoleText(v1::Contact::DecisionRole role, bool zh);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_POWER_ORG_CHART_H_
