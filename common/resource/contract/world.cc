#include "common/resource/contract/world.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

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

Methods MethodsOf(const std::vector<const MethodDescriptor*>& linked,
                  const resource::ResourceType& type) {
  const auto& option = type.descriptor()->options().GetExtension(google::api::resource);
  std::map<std::string, std::string> verbs;  // by the method's name
  for (const char* verb : kOfOne) verbs[absl::StrCat(verb, Pascal(option.singular()))] = verb;
  for (const char* verb : kOfMany) verbs[absl::StrCat(verb, Pascal(option.plural()))] = verb;
  verbs[absl::StrCat("List", Pascal(option.singular()), "Changes")] = "Changes";
  Methods methods;
  for (const MethodDescriptor* method : linked) {
    const auto verb = verbs.find(method->name());
    if (verb == verbs.end() || !Sees(method->file(), type.descriptor()->file())) continue;
    methods[verb->second] = method;
  }
  return methods;
}

}  // namespace

World::World(Grounds grounds) : grounds_(std::move(grounds)) {
  const std::vector<const MethodDescriptor*> linked = LinkedMethods();
  std::map<std::string, std::vector<Sample>> samples;
  for (const Sample& sample : grounds_.samples) samples[sample.message].push_back(sample);
  for (const resource::Resource* resource : grounds_.resources) {
    auto kind = std::make_unique<Kind>();
    kind->resource = resource;
    kind->methods = MethodsOf(linked, resource->type());
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
