#include "common/resource/contract/leak_hunt.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/resource/contract/viewers.h"
#include "common/resource/engine.h"
#include "common/resource/environment.h"
#include "google/api/resource.pb.h"
#include "google/protobuf/any.pb.h"
#include "google/protobuf/descriptor_database.h"
#include "google/protobuf/struct.pb.h"
#include "google/type/date.pb.h"
#include "guanxi/metadata/v1/change.pb.h"

namespace guanxi::contract {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

std::vector<const MethodDescriptor*> MethodsIn(const std::vector<std::string>& packages) {
  const auto* pool = google::protobuf::DescriptorPool::generated_pool();
  std::vector<std::string> files;
  google::protobuf::DescriptorPool::internal_generated_database()->FindAllFileNames(&files);
  std::vector<const MethodDescriptor*> methods;
  for (const std::string& name : files) {
    const auto* file = pool->FindFileByName(name);
    if (std::find(packages.begin(), packages.end(), file->package()) == packages.end()) continue;
    for (int i = 0; i < file->service_count(); ++i) {
      for (int k = 0; k < file->service(i)->method_count(); ++k) {
        methods.push_back(file->service(i)->method(k));
      }
    }
  }
  return methods;
}

bool IsResource(const Message& message) {
  return message.GetDescriptor()->options().HasExtension(google::api::resource);
}

// What a mask may leave of a field: texts, years of dates, values of maps.
bool MayBeMasked(const FieldDescriptor* field) {
  return field->type() == FieldDescriptor::TYPE_STRING || field->is_map() ||
         field->message_type() == google::type::Date::descriptor() ||
         field->message_type() == google::protobuf::Value::descriptor();
}

// All bytes of an error.
std::string TextOf(const absl::Status& status) {
  std::string text(status.message());
  status.ForEachPayload([&](absl::string_view url, const absl::Cord& payload) {
    absl::StrAppend(&text, "\n", url, "\n", std::string(payload));
  });
  return text;
}

// Messages inside, those that are packed too.
std::vector<std::unique_ptr<Message>> Packed(const google::protobuf::Any& any) {
  std::vector<std::unique_ptr<Message>> inside;
  const auto* type = google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(
      any.type_url().substr(any.type_url().rfind('/') + 1));
  if (type == nullptr) return inside;
  inside.emplace_back(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
  if (!any.UnpackTo(inside.back().get())) inside.clear();
  return inside;
}

}  // namespace

LeakHunt::LeakHunt(LeakGrounds grounds, std::string viewer, Findings* findings)
    : grounds_(std::move(grounds)),
      world_(*grounds_.world),
      viewer_(std::move(viewer)),
      findings_(*findings) {
  // Its own, also beside hunts in other worlds: what is there already would look like a find.
  static std::atomic<int> hunts{0};
  seer_.tenant = who_.tenant = absl::StrCat("leaks.", viewer_, ".", ++hunts);
  seer_.user = kSeer;
  who_.user = viewer_;
  methods_ = MethodsIn(grounds_.packages);
}

void LeakHunt::Run() {
  const size_t logged = grounds_.log != nullptr ? grounds_.log().size() : 0;
  // He looks for more than anybody may within an hour.
  world_.grounds().engine->environment().set_lookups_per_hour(999'999);
  Sow();
  for (const Seed& seed : seeds_) {
    if (Ends()) return;
    Read(seed);
    Ask(seed);
  }
  CallOthers();
  for (const Seed& seed : seeds_) {
    if (Ends()) return;
    Write(seed);
  }
  LookAtLog(logged);
}

std::set<std::string> LeakHunt::Unanswered() const {
  std::set<std::string> rest;
  for (const MethodDescriptor* method : methods_) {
    if (answered_.count(method->full_name()) == 0) rest.insert(method->full_name());
  }
  return rest;
}

std::string LeakHunt::LastError(const std::string& method) const {
  const auto found = errors_.find(method);
  return found != errors_.end() ? found->second : "";
}

absl::StatusOr<Dynamic> LeakHunt::Call(const MethodDescriptor& method, const Dynamic& request) {
  ++calls_;
  Dynamic response(method.output_type());
  const absl::Status status = world_.grounds().caller->Call(who_, method, *request, response.get());
  const std::string what = absl::StrCat(method.full_name(), " {", request.ToString(), "}");
  const bool reveals = grounds_.reveal.count(method.full_name()) != 0;
  if (!status.ok()) {
    std::string& last = errors_[method.full_name()];
    if (last.empty() || !absl::IsInvalidArgument(status)) {
      last = absl::StrCat(status.ToString(), " of ", request.ToString());
    }
    LookThrough(what, (*request).SerializeAsString(), TextOf(status));
    return status;
  }
  answered_.insert(method.full_name());
  if (reveals && viewer_ == kHalf) return response;
  LookThrough(what, (*request).SerializeAsString(), (*response).SerializeAsString());
  LookAtFields(what, *response);
  return response;
}

void LeakHunt::LookThrough(const std::string& what, const std::string& request,
                           const std::string& answer) {
  for (const auto& [text, where] : canaries_) {
    // Nobody is told what he said.
    if (absl::StrContains(answer, text) && !absl::StrContains(request, text)) {
      findings_.Add(absl::StrCat(what, " shows ", where, ": ", text));
    }
  }
}

void LeakHunt::LookAtFields(const std::string& what, const Message& answer) {
  if (answer.GetDescriptor() == google::protobuf::Any::descriptor()) {
    for (const auto& inside : Packed(static_cast<const google::protobuf::Any&>(answer))) {
      LookAtFields(what, *inside);
    }
    return;
  }
  if (answer.GetDescriptor() == metadata::v1::Change::descriptor()) {
    for (const auto& change : static_cast<const metadata::v1::Change&>(answer).fields()) {
      const std::string field = change.path().substr(0, change.path().find('.'));
      const bool is_open = field == "name" || absl::EndsWith(field, "_time");
      findings_.Expect(viewer_ != kBlind || is_open,
                       absl::StrCat(what, " has a change of ", change.path()));
    }
    return;
  }
  const auto* reflection = answer.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(answer, &fields);
  for (const FieldDescriptor* field : fields) {
    if (IsResource(answer) && IsVeiled(field)) {
      findings_.Expect(viewer_ == kHalf && MayBeMasked(field),
                       absl::StrCat(what, " shows ", field->full_name()));
      continue;
    }
    if (field->message_type() == nullptr || field->is_map()) continue;
    const int count = field->is_repeated() ? reflection->FieldSize(answer, field) : 1;
    for (int i = 0; i < count; ++i) {
      LookAtFields(what, field->is_repeated() ? reflection->GetRepeatedMessage(answer, field, i)
                                              : reflection->GetMessage(answer, field));
    }
  }
}

void LeakHunt::LookAtLog(size_t logged) {
  if (grounds_.log == nullptr) return;
  const std::vector<std::string> lines = grounds_.log();
  for (size_t i = logged; i < lines.size(); ++i) LookThrough("the log", "", lines[i]);
}

}  // namespace guanxi::contract
