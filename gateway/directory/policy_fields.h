// What field policies can be about: the fields of the installation's resources, by their
// descriptors.
#ifndef GUANXI_GATEWAY_DIRECTORY_POLICY_FIELDS_H_
#define GUANXI_GATEWAY_DIRECTORY_POLICY_FIELDS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace guanxi::directory {

// The resources of all services; a new one is added in the .cc file.
const std::vector<const google::protobuf::Descriptor*>& AllResources();

// The resource of that type (`guanxi.dev/Customer`); null if there is none.
const google::protobuf::Descriptor* FindResourceType(absl::string_view type);

// Whether a policy about `path` in the resource would do anything: it names a field, one inside
// (`organization.registered_capital`), or an entry of a map (`custom.area`). Not `name` and `etag`,
// without which a record is none, nor what lies inside amounts, dates and their like.
bool IsPolicyPath(const google::protobuf::Descriptor* resource, absl::string_view path);

// All paths but entries of maps, those inside a field behind it.
std::vector<std::string> PolicyPaths(const google::protobuf::Descriptor* resource);

// `organization.registered_capital` of `organization.registeredCapital`: as JSON calls a field, in
// the form that policies take.
std::string InSnakeCase(absl::string_view path);

// The texts inside the field at `path`, of which a mask leaves something: `phones.number` of
// `phones`; those that are personal data if there are any, at most three. None if the field is no
// message of ours: a mask would leave nothing of one.
std::vector<std::string> TextsInside(const google::protobuf::Descriptor* resource,
                                     absl::string_view path);

}  // namespace guanxi::directory

#endif  // GUANXI_GATEWAY_DIRECTORY_POLICY_FIELDS_H_
