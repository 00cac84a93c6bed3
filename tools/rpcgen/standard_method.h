// Which methods of a service are standard ones, by their names (AIP-131 to 135, 164, 231 to 235).
#ifndef GUANXI_TOOLS_RPCGEN_STANDARD_METHOD_H_
#define GUANXI_TOOLS_RPCGEN_STANDARD_METHOD_H_

#include <map>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace guanxi::rpcgen {

// The functions of resource::Methods.
enum class Verb {
  kGet,
  kBatchGet,
  kList,
  kListChanges,
  kSearch,
  kCreate,
  kUpdate,
  kDelete,
  kUndelete,
  kBatchCreate,
  kBatchUpdate,
  kBatchDelete,
  kIngest,
};

// "BatchGet": what resource::Methods calls it, and how the name of a method begins; that of
// ListChanges stands around the noun, "ListOldBookChanges".
absl::string_view VerbName(Verb verb);
// Whether the method's name goes on with the plural.
bool IsPlural(Verb verb);

// "field_definition" or "fieldDefinition" become "FieldDefinition".
std::string PascalCase(absl::string_view name);

struct StandardMethod {
  Verb verb;
  const google::protobuf::Descriptor* resource;
};

// The resources that the services of one file can be about: those messages of the file, and of all
// that it imports, that have both `google.api.resource` and `guanxi.metadata.v1.resource`.
class VisibleResources {
 public:
  explicit VisibleResources(const google::protobuf::FileDescriptor& file);

  // What `method` is by its name alone: `<Verb><Singular>`, `<Verb><Plural>` or
  // `List<Singular>Changes` of a visible resource. Nothing if there is no such resource, or if the
  // method is declared to be custom. Whether its messages fit is for CheckStandardMethod
  // (request_rules.h).
  std::optional<StandardMethod> Find(const google::protobuf::MethodDescriptor& method) const;

 private:
  using ByNoun = std::map<std::string, const google::protobuf::Descriptor*>;

  ByNoun singulars_, plurals_;
};

}  // namespace guanxi::rpcgen

#endif  // GUANXI_TOOLS_RPCGEN_STANDARD_METHOD_H_
