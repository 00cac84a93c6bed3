// Power maps as PowerMapService answers and draws them. Pure.
#ifndef GUANXI_CUSTOMER_SVC_POWER_POWER_MAP_H_
#define GUANXI_CUSTOMER_SVC_POWER_POWER_MAP_H_

#include <string>
#include <vector>

#include "absl/types/span.h"
#include "customer-svc/network/power_picture.h"
#include "guanxi/customer/v1/contact.pb.h"
#include "guanxi/customer/v1/power_map_service.pb.h"
#include "guanxi/customer/v1/relationship.pb.h"

namespace guanxi::customer {

// The fields that a map shows of a contact.
v1::Contact MapContactOf(const v1::Contact& contact);

// What of a person counts in the map: his part in the decision, else what he states of himself.
v1::Contact::DecisionRole RoleOf(const v1::PowerMapPerson& person);
int StanceOf(const v1::PowerMapPerson& person);
int InfluenceOf(const v1::PowerMapPerson& person);

// What may be shown besides the people themselves.
struct PowerMapRights {
  bool scored = true;   // all that the score goes by is seen
  bool lines = true;    // so are relationships
  bool ordered = true;  // so is influence
};

// Orders the people, adds the lines between them, the score and the risks.
void Complete(absl::Span<const v1::Relationship> relationships, const PowerMapRights& rights,
              v1::PowerMap* map);

// The picture of a map as its caller sees it. `language` is `en` or `zh`; `known`: whether he sees
// who is known to us.
PowerPicture PictureOf(const v1::PowerMap& map, const std::string& language, bool known);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_POWER_POWER_MAP_H_
