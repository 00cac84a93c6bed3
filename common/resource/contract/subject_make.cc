// How a Subject makes messages.
#include <algorithm>
#include <cstdlib>
#include <functional>
#include <random>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/log.h"
#include "common/resource/contract/subject.h"
#include "google/api/field_behavior.pb.h"
#include "google/api/resource.pb.h"
#include "google/protobuf/text_format.h"

namespace guanxi::contract {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr double kLeftOut = 0.4;

bool IsSet(const Message& message, const FieldDescriptor* field) {
  const auto* reflection = message.GetReflection();
  return field->is_repeated() ? reflection->FieldSize(message, field) > 0
                              : reflection->HasField(message, field);
}

void CopyField(const Message& from, const FieldDescriptor* field, Message* to) {
  Dynamic copy(from);
  to->GetReflection()->SwapFields(copy.get(), to, {field});
}

}  // namespace

Dynamic Subject::Stated(const Form& form) const {
  const Sample& sample = kind_->samples[form.sample];
  const bool first = form.side == Side::kFirst || sample.second.empty();
  Dynamic stated(type().descriptor());
  if (google::protobuf::TextFormat::ParseFromString(first ? sample.first : sample.second,
                                                    stated.get())) {
    return stated;
  }
  Log(Severity::kError, "contract.bad_sample", {{"message", sample.message}});
  std::abort();
}

bool Subject::IsStated(size_t sample, const std::string& path) const {
  Form form;
  form.sample = sample;
  const Dynamic stated = Stated(form);
  for (const Leaf& leaf : kind_->leaves) {
    if ((leaf.path == path || absl::StartsWith(leaf.path, path + ".")) && leaf.IsSet(stated)) {
      return true;
    }
  }
  return false;
}

bool Subject::IsUnique(const FieldDescriptor* field) const {
  for (const resource::UniqueKey& key : type().unique_keys()) {
    for (const resource::Column* column : key.columns) {
      if (column->field == field) return true;
    }
  }
  return false;
}

Dynamic Subject::Make(const Form& form) {
  Form own = form;
  if (own.parent.empty()) own.parent = parent();
  Dynamic made(type().descriptor());
  Fill(own, "", *Stated(own), made.get());
  return made;
}

Dynamic Subject::MakeNext(const Dynamic& record, const Form& form) {
  Dynamic next = Make(form);
  next.SetText("name", record.name());
  const std::vector<std::string>& fixed = kind_->samples[form.sample].fixed;
  for (const Leaf& leaf : kind_->leaves) {
    if (leaf.output_only) continue;
    const bool is_fixed = std::find(fixed.begin(), fixed.end(), leaf.path) != fixed.end();
    if (leaf.immutable || is_fixed) leaf.Copy(record, &next);
  }
  return next;
}

bool Subject::LeavesOut(const Form& form, const FieldDescriptor* field,
                        const std::string& path) const {
  if (resource::HasBehavior(field, google::api::OUTPUT_ONLY)) return true;
  if (field == type().name_field() || field == type().etag_field()) return true;
  if (field == type().custom_field()) return true;  // nothing is defined
  for (const std::string& without : kind_->samples[form.sample].without) {
    if (path == without) return true;
  }
  if (resource::HasBehavior(field, google::api::REQUIRED)) return false;
  const std::vector<std::string>& needed = kind_->samples[form.sample].needed;
  if (std::find(needed.begin(), needed.end(), path) != needed.end()) return false;
  if (form.bare) return true;
  if (form.sparse == 0) return false;
  std::minstd_rand random(std::hash<std::string>()(path) + 7919 * form.sparse);
  random.discard(3);
  return std::uniform_real_distribution<double>()(random) < kLeftOut;
}

void Subject::Fill(const Form& form, const std::string& prefix, const Message& stated,
                   Message* message) {
  filling_.push_back(message->GetDescriptor());
  for (int i = 0; i < message->GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = message->GetDescriptor()->field(i);
    const std::string path = absl::StrCat(prefix, field->name());
    const bool is_stated = IsSet(stated, field);
    const bool has_parts = resource::HoldsOurs(field) && !field->is_repeated();
    if (is_stated && !has_parts) {
      CopyField(stated, field, message);
    } else if (is_stated) {
      Fill(form, absl::StrCat(path, "."), stated.GetReflection()->GetMessage(stated, field),
           message->GetReflection()->MutableMessage(message, field));
    } else if (!LeavesOut(form, field, path)) {
      FillField(form, field, path, message);
    }
  }
  filling_.pop_back();
}

void Subject::FillField(const Form& form, const FieldDescriptor* field, const std::string& path,
                        Message* message) {
  const auto* reflection = message->GetReflection();
  const int serial = world_->Serial();
  if (field->is_map()) {
    Message* const entry = reflection->AddMessage(message, field);
    SetString(field->message_type()->map_key(), -1, "erp", entry);
    const bool unique = field == type().external_ids_field();
    SetValue(field->message_type()->map_value(), form.side, serial, unique, entry);
    return;
  }
  const int entries = field->is_repeated() && form.side == Side::kSecond ? 2 : 1;
  for (int i = 0; i < entries; ++i) {
    const Side side = i == 0 ? form.side : Other(form.side);
    if (resource::HoldsOurs(field)) {
      // One that holds itself, be it by way of others, is not filled without end.
      if (std::find(filling_.begin(), filling_.end(), field->message_type()) != filling_.end()) {
        return;
      }
      Message* const part = field->is_repeated() ? reflection->AddMessage(message, field)
                                                 : reflection->MutableMessage(message, field);
      Fill(form, absl::StrCat(path, "."), *Dynamic(part->GetDescriptor()), part);
      continue;
    }
    if (field->type() == FieldDescriptor::TYPE_STRING) {
      bool is_own = IsUnique(field);  // or an end of an edge: no two have the same
      for (const FieldDescriptor* end : type().edge_between()) is_own |= end == field;
      if (const std::string name = Target(field, side, form.parent, is_own); !name.empty()) {
        if (field->is_repeated()) {
          reflection->AddString(message, field, name);
        } else {
          reflection->SetString(message, field, name);
        }
        continue;
      }
    }
    SetValue(field, side, serial, IsUnique(field), message);
  }
}

const Kind* Subject::TargetKind(const FieldDescriptor* field) const {
  const std::string& type = field->options().GetExtension(google::api::resource_reference).type();
  if (const Kind* const kind = type.empty() ? nullptr : world_->OfType(type)) return kind;
  const std::string& collection = resource::Rules(field).collection();
  return collection.empty() ? nullptr : world_->OfCollection(collection);
}

std::string Subject::Target(const FieldDescriptor* field, Side side, const std::string& parent,
                            bool fresh) {
  const auto& rules = resource::Rules(field);
  const Kind* const kind = TargetKind(field);
  if (kind == nullptr) {
    const auto& type = field->options().GetExtension(google::api::resource_reference).type();
    const auto foreign = world_->grounds().foreign.find(type);
    if (foreign != world_->grounds().foreign.end()) return foreign->second(who_);
    if (rules.collection().empty()) return "";
    const Uuid id =
        fresh ? NewId() : DeriveUuid(rules.collection(), side == Side::kFirst ? "a" : "b");
    return absl::StrCat(rules.collection(), "/", id.ToString());
  }
  const bool sibling = rules.reference().same_parent();
  const auto key = std::make_tuple(kind, side, sibling ? parent : "");
  if (!fresh && targets_.count(key) != 0) return targets_[key];
  Subject other = Of(kind);
  Form form;
  form.bare = true;
  if (sibling) form.parent = parent;
  const absl::StatusOr<Dynamic> made = other.Add(form);
  if (!made.ok()) return absl::StrCat("no target: ", made.status().ToString());
  if (!fresh) targets_[key] = made->name();
  return made->name();
}

size_t Subject::SampleWith(const std::string& path) const {
  const auto& samples = kind_->samples;
  const auto found = std::find_if(samples.begin(), samples.end(), [&](const Sample& sample) {
    return std::find(sample.without.begin(), sample.without.end(), path) == sample.without.end();
  });
  return found != samples.end() ? static_cast<size_t>(found - samples.begin()) : 0;
}

std::vector<Subject::Change> Subject::Changeable() const {
  std::vector<Change> changes;
  for (const Leaf& leaf : kind_->leaves) {
    if (leaf.output_only || leaf.immutable || leaf.field() == type().custom_field()) continue;
    for (size_t i = 0; i < kind_->samples.size(); ++i) {
      const auto& sample = kind_->samples[i];
      const auto lists = [&](const std::vector<std::string>& paths) {
        for (const std::string& path : paths) {
          if (path == leaf.path || absl::StartsWith(leaf.path, path + ".")) return true;
        }
        return false;
      };
      if (lists(sample.without) || lists(sample.fixed)) continue;
      changes.push_back({leaf, i});
      break;
    }
  }
  return changes;
}

}  // namespace guanxi::contract
