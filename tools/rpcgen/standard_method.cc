#include "tools/rpcgen/standard_method.h"

#include <algorithm>
#include <set>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/strip.h"
#include "google/api/resource.pb.h"
#include "guanxi/metadata/v1/annotations.pb.h"

namespace guanxi::rpcgen {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;

// The noun stands at the end of a method's name, or before the `suffix` of `name`.
struct VerbEntry {
  Verb verb;
  absl::string_view name;
  bool plural;
  absl::string_view suffix = "";
};

// Of two that fit one name the one that says more comes first.
constexpr VerbEntry kVerbs[] = {
    {Verb::kGet, "Get", false},
    {Verb::kBatchGet, "BatchGet", true},
    {Verb::kListChanges, "ListChanges", false, "Changes"},
    {Verb::kList, "List", true},
    {Verb::kSearch, "Search", true},
    {Verb::kCreate, "Create", false},
    {Verb::kUpdate, "Update", false},
    {Verb::kDelete, "Delete", false},
    {Verb::kUndelete, "Undelete", false},
    {Verb::kBatchCreate, "BatchCreate", true},
    {Verb::kBatchUpdate, "BatchUpdate", true},
    {Verb::kBatchDelete, "BatchDelete", true},
    {Verb::kIngest, "Ingest", true},
};

const VerbEntry& EntryOf(Verb verb) {
  return *std::find_if(std::begin(kVerbs), std::end(kVerbs),
                       [verb](const VerbEntry& entry) { return entry.verb == verb; });
}

bool IsResource(const Descriptor& message) {
  return message.options().HasExtension(google::api::resource) &&
         message.options().HasExtension(metadata::v1::resource);
}

void Collect(const FileDescriptor& file, std::set<const FileDescriptor*>* seen,
             std::vector<const Descriptor*>* out) {
  if (!seen->insert(&file).second) return;
  for (int i = 0; i < file.message_type_count(); ++i) {
    if (IsResource(*file.message_type(i))) out->push_back(file.message_type(i));
  }
  for (int i = 0; i < file.dependency_count(); ++i) Collect(*file.dependency(i), seen, out);
}

}  // namespace

absl::string_view VerbName(Verb verb) { return EntryOf(verb).name; }

bool IsPlural(Verb verb) { return EntryOf(verb).plural; }

std::string PascalCase(absl::string_view name) {
  std::string pascal;
  bool upper = true;
  for (const char c : name) {
    if (c == '_') {
      upper = true;
      continue;
    }
    pascal.push_back(upper ? absl::ascii_toupper(static_cast<unsigned char>(c)) : c);
    upper = false;
  }
  return pascal;
}

VisibleResources::VisibleResources(const FileDescriptor& file) {
  std::set<const FileDescriptor*> seen;
  std::vector<const Descriptor*> resources;
  Collect(file, &seen, &resources);
  // Of two with one noun the service means that of its own package.
  std::stable_partition(resources.begin(), resources.end(), [&](const Descriptor* resource) {
    return resource->file()->package() == file.package();
  });
  for (const Descriptor* resource : resources) {
    const auto& option = resource->options().GetExtension(google::api::resource);
    singulars_.emplace(PascalCase(option.singular()), resource);
    plurals_.emplace(PascalCase(option.plural()), resource);
  }
}

std::optional<StandardMethod> VisibleResources::Find(const MethodDescriptor& method) const {
  if (method.options().GetExtension(metadata::v1::method).custom()) return std::nullopt;
  for (const VerbEntry& entry : kVerbs) {
    absl::string_view noun = method.name();
    const absl::string_view prefix = absl::StripSuffix(entry.name, entry.suffix);
    if (!absl::ConsumePrefix(&noun, prefix) || !absl::ConsumeSuffix(&noun, entry.suffix)) continue;
    const ByNoun& nouns = entry.plural ? plurals_ : singulars_;
    const auto found = nouns.find(std::string(noun));
    if (found != nouns.end()) return StandardMethod{entry.verb, found->second};
  }
  return std::nullopt;
}

}  // namespace guanxi::rpcgen
