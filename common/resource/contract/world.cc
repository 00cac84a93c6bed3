#include "common/resource/contract/world.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/log.h"
#include "google/api/resource.pb.h"
#include "google/protobuf/descriptor_database.h"

namespace guanxi::contract {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;

// Verbs of one resource, and of many.
constexpr const char* kOfOne[] = {"Get", "Create", "Update", "Delete", "Undelete"};
constexpr const char* kOfMany[] = {"List",        "BatchGet",    "BatchCreate",
                                   "BatchUpdate", "BatchDelete", "Ingest"};

std::string Pascal(std::string noun) {
  noun[0] = absl::ascii_toupper(static_cast<unsigned char>(noun[0]));
  return noun;
}

// Of all services that are linked.
std::vector<const MethodDescriptor*> LinkedMethods() {
  std::vector<std::string> files;
  DescriptorPool::internal_generated_database()->FindAllFileNames(&files);
  std::vector<const MethodDescriptor*> methods;
  for (const std::string& name : files) {
    const FileDescriptor* file = DescriptorPool::generated_pool()->FindFileByName(name);
    for (int i = 0; i < file->service_count(); ++i) {
      for (int k = 0; k < file->service(i)->method_count(); ++k) {
        methods.push_back(file->service(i)->method(k));
      }
    }
  }
  return methods;
}

// Whether a service in `file` may be about messages of `other`.
bool Sees(const FileDescriptor* file, const FileDescriptor* other) {
  if (file == other) return true;
  for (int i = 0; i < file->dependency_count(); ++i) {
    if (file->dependency(i) == other) return true;
  }
  return false;
}

// The packages of the resources of a house.
std::set<std::string> PackagesOf(const std::vector<const resource::Resource*>& resources) {
  std::set<std::string> packages;
  for (const resource::Resource* resource : resources) {
    packages.insert(resource->type().descriptor()->file()->package());
  }
  return packages;
}

// Several services may serve one type, each its own records: then it is the one whose package is
// that of the house's other resources, or else the type's own.
int RankOf(const std::string& package, const std::set<std::string>& packages,
           const std::string& own) {
  if (package == own) return 1;
  return packages.count(package) != 0 ? 2 : 0;
}

Methods MethodsOf(const std::vector<const MethodDescriptor*>& linked,
                  const std::set<std::string>& packages, const resource::ResourceType& type) {
  const auto& option = type.descriptor()->options().GetExtension(google::api::resource);
  std::map<std::string, std::string> verbs;  // by the method's name
  for (const char* verb : kOfOne) verbs[absl::StrCat(verb, Pascal(option.singular()))] = verb;
  for (const char* verb : kOfMany) verbs[absl::StrCat(verb, Pascal(option.plural()))] = verb;
  verbs[absl::StrCat("List", Pascal(option.singular()), "Changes")] = "Changes";
  const std::string& own = type.descriptor()->file()->package();
  Methods methods;
  std::map<std::string, int> ranks;  // of the methods, by verb
  for (const MethodDescriptor* method : linked) {
    const auto verb = verbs.find(method->name());
    if (verb == verbs.end() || !Sees(method->file(), type.descriptor()->file())) continue;
    const int rank = RankOf(method->file()->package(), packages, own);
    const auto known = ranks.find(verb->second);
    if (known != ranks.end() && known->second > rank) continue;
    methods[verb->second] = method;
    ranks[verb->second] = rank;
  }
  return methods;
}

}  // namespace

World::World(Grounds grounds) : grounds_(std::move(grounds)) {
  const std::vector<const MethodDescriptor*> linked = LinkedMethods();
  const std::set<std::string> packages = PackagesOf(grounds_.resources);
  std::map<std::string, std::vector<Sample>> samples;
  for (const Sample& sample : grounds_.samples) samples[sample.message].push_back(sample);
  for (const resource::Resource* resource : grounds_.resources) {
    auto kind = std::make_unique<Kind>();
    kind->resource = resource;
    kind->methods = MethodsOf(linked, packages, resource->type());
    kind->leaves = LeavesOf(resource->type());
    kind->samples = std::move(samples[resource->type().descriptor()->full_name()]);
    samples.erase(resource->type().descriptor()->full_name());
    if (kind->samples.empty()) kind->samples.emplace_back();
    kinds_.push_back(std::move(kind));
  }
  for (const auto& kind : kinds_) {
    const resource::Resource* const parent = kind->resource->links().parent;
    if (parent != nullptr) kind->parent = OfType(parent->type().full_type());
  }
  if (samples.empty()) return;
  Log(Severity::kError, "contract.sample_of_nothing", {{"message", samples.begin()->first}});
  std::abort();
}

const Kind* World::OfType(const std::string& full_type) const {
  for (const auto& kind : kinds_) {
    if (kind->type().full_type() == full_type) return kind.get();
  }
  return nullptr;
}

const Kind* World::OfCollection(const std::string& collection) const {
  for (const auto& kind : kinds_) {
    const auto& collections = kind->type().collections();
    if (collections.size() == 1 && collections[0] == collection) return kind.get();
  }
  return nullptr;
}

const Kind* World::OfMessage(const std::string& message) const {
  for (const auto& kind : kinds_) {
    if (kind->type().descriptor()->full_name() == message) return kind.get();
  }
  return nullptr;
}

}  // namespace guanxi::contract
