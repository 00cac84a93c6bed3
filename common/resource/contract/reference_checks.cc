// Fields that name other records: those exist, fit, and go as the field says.
#include "absl/strings/str_cat.h"
#include "common/resource/contract/checks.h"
#include "google/api/field_behavior.pb.h"

namespace guanxi::contract {
namespace {

using resource::ReferenceField;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

// One field of the subject.
class ReferenceCheck {
 public:
  ReferenceCheck(Subject* subject, const ReferenceField& reference, Findings* findings)
      : subject_(*subject),
        reference_(reference),
        path_(reference.field->name()),
        findings_(*findings),
        target_(subject->Of(subject->TargetKind(reference.field))) {
    form_.sample = subject_.SampleWith(path_);
    for (const Subject::Change& change : subject_.Changeable()) {
      if (change.leaf.path != path_) continue;
      form_.sample = change.sample;
      can_change_ = subject_.Can("Update");
    }
  }

  void CheckTargets() {
    Refuse("x/1", "what is no name");
    const std::string parent = reference_.rule.same_parent() ? subject_.parent() : "";
    Refuse(target_.NameOf(target_.NewId(), parent), "what does not exist");
    if (target_.Can("Delete")) {
      const std::string gone = NewTarget();
      if (findings_.Ok(target_.Delete(gone).status(), "Delete")) Refuse(gone, "what is deleted");
    }
    const Kind* const above = target_.kind().parent;
    if (above != nullptr && above->Can("Delete") && !reference_.rule.same_parent()) {
      RefuseOrphan(target_.Of(above));
    }
    if (reference_.rule.same_parent()) {
      Form form;
      form.bare = true;
      form.parent = subject_.NewParent();
      const auto stranger = target_.Add(form);
      if (findings_.Ok(stranger.status(), "Create")) {
        Refuse(stranger->name(), "what is under another parent");
      }
    }
    if (can_change_ && target_.kind().resource == subject_.kind().resource) CheckItself();
  }

  void CheckDeletion() {
    if (!target_.Can("Delete") || !subject_.Can("Get")) return;
    const std::string target = NewTarget();
    const auto record = subject_.Put(Naming(target));
    if (!findings_.Ok(record.status(), "Create")) return;
    const absl::Status deleted = target_.Delete(target).status();
    const auto read = subject_.Get(record->name());
    if (!findings_.Ok(read.status(), "Get of what names a deleted record")) return;
    switch (reference_.rule.on_delete()) {
      case metadata::v1::REFUSE:
        findings_.Refused(deleted, absl::StatusCode::kFailedPrecondition, target_.Code("_IN_USE"),
                          absl::StrCat("Delete of what ", path_, " names"));
        findings_.Expect(read->Equals(*record), "a Delete that was refused changed the record");
        if (can_change_) CheckFreed(*record, target);
        return;
      case metadata::v1::CLEAR:
        if (!findings_.Ok(deleted, absl::StrCat("Delete of what ", path_, " names"))) return;
        findings_.Expect(read->Text(path_).empty(), path_ + " names what is deleted");
        findings_.Expect(read->etag() != record->etag(), "clearing left the etag");
        return;
      default:
        if (!findings_.Ok(deleted, absl::StrCat("Delete of what ", path_, " names"))) return;
        findings_.Expect(read->Equals(*record),
                         absl::StrCat("a Delete changed what ", path_, " names it by"));
        if (const auto touched = subject_.Touch(*record); touched.has_value()) {
          findings_.Ok(touched->status(), "Update of what names a deleted record");
        }
    }
  }

 private:
  std::string NewTarget() {
    return subject_.Target(reference_.field, Side::kFirst, subject_.parent(), /*fresh=*/true);
  }

  Dynamic Naming(const std::string& name) {
    Dynamic message = subject_.Make(form_);
    return message.SetText(path_, name);
  }

  void RefuseOrphan(const Subject& parents) {
    Form form;
    form.bare = true;
    form.parent = target_.NewParent();
    const auto orphan = target_.Add(form);
    if (!findings_.Ok(orphan.status(), "Create")) return;
    if (!findings_.Ok(parents.Delete(form.parent).status(), "Delete of a parent")) return;
    Refuse(orphan->name(), "what is under a deleted parent");
  }

  void Refuse(const std::string& name, absl::string_view what) {
    findings_.Refused(subject_.Put(Naming(name)).status(), kInvalid, "",
                      absl::StrCat("Create with ", path_, " as ", what), subject_.At(path_));
    if (!can_change_) return;
    const auto record = subject_.Add(form_);
    if (findings_.Ok(record.status(), "Create")) RefuseUpdate(*record, name, what);
  }

  void RefuseUpdate(const Dynamic& record, const std::string& name, absl::string_view what) {
    Dynamic next(subject_.type().descriptor());
    next.SetText("name", record.name()).SetText(path_, name);
    findings_.Refused(subject_.Update(next, {path_}).status(), kInvalid, "",
                      absl::StrCat("Update of ", path_, " to ", what), subject_.At(path_));
    if (!subject_.Can("Get")) return;
    const auto read = subject_.Get(record.name());
    findings_.Expect(read.ok() && read->Text(path_) == record.Text(path_),
                     absl::StrCat("an Update that was refused changed ", path_));
  }

  // Records that name themselves, or each other.
  void CheckItself() {
    const auto first = subject_.Add(form_);
    if (!findings_.Ok(first.status(), "Create")) return;
    RefuseUpdate(*first, first->name(), "itself");
    if (!reference_.rule.acyclic()) return;
    const auto second = subject_.Put(Naming(first->name()));
    if (!findings_.Ok(second.status(), "Create")) return;
    const auto third = subject_.Put(Naming(second->name()));
    if (!findings_.Ok(third.status(), "Create")) return;
    RefuseUpdate(*first, second->name(), "what names it");
    RefuseUpdate(*first, third->name(), "what names what names it");
  }

  void CheckFreed(const Dynamic& record, const std::string& target) {
    const auto* const field = subject_.type().descriptor()->FindFieldByName(path_);
    // It names one as long as it is there.
    if (field != nullptr && resource::HasBehavior(field, google::api::REQUIRED)) return;
    Dynamic next(subject_.type().descriptor());
    next.SetText("name", record.name());
    if (!findings_.Ok(subject_.Update(next, {path_}).status(), "Update that clears " + path_)) {
      return;
    }
    findings_.Ok(target_.Delete(target).status(), "Delete of what nothing names any more");
  }

  Subject& subject_;
  const ReferenceField& reference_;
  const std::string path_;
  Findings& findings_;
  Subject target_;
  Form form_;
  bool can_change_ = false;
};

}  // namespace

void CheckReferences(Subject& subject, Findings& findings) {
  for (const ReferenceField& reference : subject.type().references()) {
    ReferenceCheck(&subject, reference, &findings).CheckTargets();
  }
}

void CheckReferenceDeletion(Subject& subject, Findings& findings) {
  for (const ReferenceField& reference : subject.type().references()) {
    ReferenceCheck(&subject, reference, &findings).CheckDeletion();
  }
}

}  // namespace guanxi::contract
