// Callers of a house whose rights come from policies: who sees everything, and who sees nothing of
// any field, or masks.
#ifndef GUANXI_COMMON_RESOURCE_CONTRACT_VIEWERS_H_
#define GUANXI_COMMON_RESOURCE_CONTRACT_VIEWERS_H_

#include <string>
#include <vector>

#include "common/policy/policy_store.h"
#include "common/resource/resource.h"
#include "google/protobuf/descriptor.h"
#include "guanxi/access/v1/role.pb.h"

namespace guanxi::contract {

// Users (Who::user), the same in every tenant. All may call everything, with all records.
inline constexpr char kSeer[] = "alice";   // sees all fields
inline constexpr char kBlind[] = "blind";  // all fields are hidden
inline constexpr char kHalf[] = "half";    // all fields are masked

// Users who see all fields, and rows by what they have to do with them. Departments: `top` above
// `middle` above `low`, and `beside`. Rows of the matrix belong to `owner` in `middle`, who works
// on them with `helper`; they are shared with the three of that name and with `sharing`.
struct Relation {
  const char* user;
  const char* department;
  access::v1::DataScope scope;
  bool sees;
  bool writes;
  bool owns;  // by owner or department: may give it away, share and delete it, too
};
inline constexpr Relation kRelations[] = {
    {"owner", "middle", access::v1::SELF, true, true, true},
    {"helper", "beside", access::v1::SELF, true, true, false},
    {"shared_read", "beside", access::v1::SELF, true, false, false},
    {"shared_write", "beside", access::v1::SELF, true, true, false},
    {"shared_before", "beside", access::v1::SELF, false, false, false},
    {"shared_by_department", "sharing", access::v1::SELF, true, false, false},
    {"peer", "middle", access::v1::DEPARTMENT, true, true, true},
    {"peer_alone", "middle", access::v1::SELF, false, false, false},
    {"above", "top", access::v1::SUBTREE, true, true, true},
    {"above_its_own", "top", access::v1::DEPARTMENT, false, false, false},
    {"below", "low", access::v1::SUBTREE, false, false, false},
    {"beside", "beside", access::v1::SUBTREE, false, false, false},
    {"nowhere", "", access::v1::SUBTREE, false, false, false},
    {"everything", "", access::v1::ALL, true, true, true},
};
// As names of the directory.
std::string UserName(const std::string& user);
std::string DepartmentName(const std::string& department);

// Whether policies of these users are about the field: all of a resource's own are but its name,
// its etag and its times, by which lists are ordered.
bool IsVeiled(const google::protobuf::FieldDescriptor* field);

// What PolicyStore asks: the users above, departments, and the owners and departments that made-up
// records name.
policy::PolicyStore::Fetch PoliciesOf(const std::vector<const resource::Resource*>& resources);

}  // namespace guanxi::contract

#endif  // GUANXI_COMMON_RESOURCE_CONTRACT_VIEWERS_H_
