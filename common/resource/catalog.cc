#include "common/resource/catalog.h"

#include <cstdlib>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/log.h"

namespace guanxi::resource {
namespace {

using Collections = std::vector<std::string>;

absl::Status Fault(const Resource& resource, absl::string_view what) {
  return absl::InternalError(absl::StrCat(resource.type().descriptor()->full_name(), ": ", what));
}

}  // namespace

absl::StatusOr<std::unique_ptr<const Catalog>> Catalog::Create(
    const Engine* engine, const std::vector<const Resource*>& resources) {
  std::map<Collections, const Resource*> by_collections;
  std::map<int, const Resource*> by_number;
  for (const Resource* resource : resources) {
    const Collections& collections = resource->type().collections();
    if (!by_collections.emplace(collections, resource).second) {
      return Fault(*resource, absl::StrCat(absl::StrJoin(collections, "/"),
                                           " are the names of another resource, too"));
    }
    const int number = resource->type().number();
    if (number != 0 && !by_number.emplace(number, resource).second) {
      return Fault(*resource, absl::StrCat("number ", number, " is that of another resource, too"));
    }
  }
  std::unique_ptr<Catalog> catalog(new Catalog());
  for (const Resource* resource : resources) {
    const Resource* parent = nullptr;
    Collections collections = resource->type().collections();
    collections.pop_back();
    if (!collections.empty()) {
      const auto found = by_collections.find(collections);
      if (found == by_collections.end()) {
        return Fault(*resource, absl::StrCat("its parents, ", absl::StrJoin(collections, "/"),
                                             ", are not in the catalog"));
      }
      parent = found->second;
    }
    const bool is_linked =
        resource->links().targets.size() == resource->type().references().size() &&
        (parent == nullptr || !parent->type().has_parent() || parent->links().parent != nullptr);
    if (!is_linked) {
      return Fault(*resource,
                   "has references or a parent's parent, and was not linked (Resource::Link)");
    }
    engine->MakeKnown(*resource);
    catalog->by_message_.emplace(resource->type().descriptor(), catalog->entries_.size());
    catalog->entries_.push_back(
        {resource, parent, std::make_unique<const Methods>(engine, resource, parent)});
  }
  return std::unique_ptr<const Catalog>(std::move(catalog));
}

const Catalog::Entry* Catalog::Find(const google::protobuf::Descriptor* message) const {
  const auto found = by_message_.find(message);
  return found == by_message_.end() ? nullptr : &entries_[found->second];
}

const Methods& Catalog::Of(const google::protobuf::Descriptor* message) const {
  const Entry* const entry = Find(message);
  if (entry == nullptr) {
    Log(Severity::kError, "resource.not_in_catalog", {{"message", message->full_name()}});
    std::abort();
  }
  return *entry->methods;
}

}  // namespace guanxi::resource
