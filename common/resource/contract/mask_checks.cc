// An update writes what its mask names, a read returns it, and neither anything else.
#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "common/resource/contract/checks.h"

namespace guanxi::contract {
namespace {

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

// One record, changed field by field.
class MaskCheck {
 public:
  MaskCheck(Subject* subject, size_t sample, Dynamic record, Findings* findings)
      : subject_(*subject), sample_(sample), record_(std::move(record)), findings_(*findings) {
    form_.sample = sample;
    form_.side = Side::kSecond;
  }

  // Sets one field by its path, beside others that the client states.
  void Set(const Leaf& leaf) {
    Dynamic other = subject_.Make(form_);
    other.SetText("name", record_.name());
    if (leaf.Same(other, record_)) {
      findings_.Expect(
          leaf.field()->enum_type() != nullptr && leaf.field()->enum_type()->value_count() <= 2,
          absl::StrCat("no sample has two values of ", leaf.path));
      return;
    }
    if (!Update(other, leaf.path, leaf)) return;
    findings_.Expect(leaf.Same(record_, other),
                     absl::StrCat("Update of ", leaf.path, " to that of ", other.ToString(),
                                  " made it ", record_.ToString()));
    const auto again = subject_.Update(other, {leaf.path});
    if (!findings_.Ok(again.status(), absl::StrCat("the same Update of ", leaf.path))) return;
    findings_.Expect(again->Equals(record_),
                     absl::StrCat("an Update of ", leaf.path, " that changes nothing wrote"));
  }

  void Clear(const Leaf& leaf) {
    if (leaf.required || subject_.IsStated(sample_, leaf.path)) return;
    Dynamic empty(subject_.type().descriptor());
    empty.SetText("name", record_.name());
    if (!Update(empty, leaf.path, leaf)) return;
    findings_.Expect(!leaf.IsSet(record_), absl::StrCat("Update did not clear ", leaf.path));
  }

  // Sets one key of a map beside the one that is there.
  void SetKey(const Leaf& leaf) {
    if (!leaf.field()->is_map() || leaf.field() == subject_.type().custom_field()) return;
    const Dynamic before = record_;
    Dynamic other = subject_.Make(form_);
    other.SetText("name", record_.name());
    if (!Update(other, leaf.path + ".crm", leaf)) return;
    findings_.Expect(record_.Equals(before),
                     absl::StrCat("Update of an absent key changed others of ", leaf.path));
    if (!Update(other, leaf.path + ".erp", leaf)) return;
    findings_.Expect(leaf.Same(record_, other),
                     absl::StrCat("Update of ", leaf.path, ".erp did not set it"));
  }

 private:
  // Whether it was done. What is not named stays.
  bool Update(const Dynamic& message, const std::string& path, const Leaf& leaf) {
    const auto updated = subject_.Update(message, {path});
    if (!findings_.Ok(updated.status(),
                      absl::StrCat("Update of ", path, " to that of ", message.ToString()))) {
      return false;
    }
    for (const Leaf& kept : subject_.kind().leaves) {
      if (kept.output_only || kept.path == leaf.path || kept.Same(record_, *updated)) continue;
      findings_.Add(absl::StrCat("Update of ", path, " changed ", kept.path, ": ",
                                 record_.ToString(), " became ", updated->ToString()));
    }
    record_ = *updated;
    if (!subject_.Can("Get")) return true;
    const auto read = subject_.Get(record_.name());
    if (!findings_.Ok(read.status(), "Get after Update")) return false;
    return findings_.Expect(read->Equals(record_),
                            absl::StrCat("after Update of ", path, " Get answers ",
                                         read->ToString(), ", not ", record_.ToString()));
  }

  Subject& subject_;
  const size_t sample_;
  Form form_;
  Dynamic record_;
  Findings& findings_;
};

// All fields at once.
void CheckWhole(Subject& subject, const Dynamic& record, Findings& findings) {
  Form form;
  form.bare = true;
  const Dynamic bare = subject.MakeNext(record, form);
  const auto partly = subject.Update(bare, {});
  if (findings.Ok(partly.status(), "Update without a mask")) {
    for (const Leaf& leaf : subject.kind().leaves) {
      if (leaf.output_only) continue;
      findings.Expect(
          leaf.Same(*partly, leaf.IsSet(bare) ? bare : record),
          absl::StrCat("Update without a mask made ", leaf.path, " that of ", partly->ToString()));
    }
  }
  const auto whole = subject.Update(bare, {"*"});
  if (!findings.Ok(whole.status(), "Update of *")) return;
  for (const Leaf& leaf : subject.kind().leaves) {
    if (leaf.output_only || leaf.Same(*whole, bare)) continue;
    findings.Add(absl::StrCat("Update of * made ", leaf.path, " that of ", whole->ToString()));
  }
}

// No field is left out because nobody thought of it.
void ExpectCovered(const Subject& subject, const std::vector<Subject::Change>& changes,
                   Findings& findings) {
  for (const Leaf& leaf : subject.kind().leaves) {
    if (leaf.output_only || leaf.immutable || leaf.field() == subject.type().custom_field()) {
      continue;
    }
    const bool is_changed = absl::c_any_of(
        changes, [&](const Subject::Change& change) { return change.leaf.path == leaf.path; });
    const bool is_fixed = absl::c_any_of(subject.kind().samples, [&](const Sample& sample) {
      return absl::c_linear_search(sample.fixed, leaf.path);
    });
    findings.Expect(is_changed || is_fixed, absl::StrCat("no sample has ", leaf.path));
  }
}

std::vector<std::string> BadPaths(const Subject& subject) {
  std::vector<std::string> bad = {"no_such_field", "", "name.x"};
  for (const Leaf& leaf : subject.kind().leaves) {
    if (!leaf.field()->is_map() && !leaf.output_only) {
      bad.push_back(leaf.path + ".no_such_field");
      break;
    }
  }
  return bad;
}

}  // namespace

void CheckUpdateMask(Subject& subject, Findings& findings) {
  const std::vector<Subject::Change> changes = subject.Changeable();
  for (size_t sample = 0; sample < subject.kind().samples.size(); ++sample) {
    Form form;
    form.sample = sample;
    const auto record = subject.Add(form);
    if (!findings.Ok(record.status(), "Create")) continue;
    MaskCheck check(&subject, sample, *record, &findings);
    for (const Subject::Change& change : changes) {
      if (change.sample != sample) continue;
      check.Set(change.leaf);
      check.SetKey(change.leaf);
    }
    for (const Subject::Change& change : changes) {
      if (change.sample == sample) check.Clear(change.leaf);
    }
  }
  ExpectCovered(subject, changes, findings);
  Form form;
  const auto record = subject.Add(form);
  if (!findings.Ok(record.status(), "Create")) return;
  for (const std::string& bad : BadPaths(subject)) {
    findings.Refused(subject.Update(*record, {bad}).status(), kInvalid, "INVALID_FIELD_MASK",
                     absl::StrCat("Update of \"", bad, "\""), "update_mask");
  }
  CheckWhole(subject, *record, findings);
}

void CheckReadMask(Subject& subject, Findings& findings) {
  for (size_t sample = 0; sample < subject.kind().samples.size(); ++sample) {
    Form form;
    form.sample = sample;
    const auto record = subject.Add(form);
    if (!findings.Ok(record.status(), "Create")) continue;
    const auto expect = [&](const std::vector<std::string>& paths, const Dynamic& wanted) {
      const auto read = subject.Call(
          "Get", subject.NamedRequest("Get", record->name()).SetMask("read_mask", paths));
      if (!findings.Ok(read.status(), absl::StrCat("Get of ", paths[0]))) return;
      findings.Expect(read->Equals(wanted),
                      absl::StrCat("Get of ", paths[0], " answers ", read->ToString()));
    };
    Dynamic name(subject.type().descriptor());
    name.SetText("name", record->name());
    expect({"name"}, name);
    expect({"*"}, *record);
    for (const Leaf& leaf : subject.kind().leaves) {
      if (!leaf.IsSet(*record)) continue;
      Dynamic wanted(subject.type().descriptor());
      leaf.Copy(*record, &wanted);
      expect({leaf.path}, wanted);
    }
    for (const std::string& bad : BadPaths(subject)) {
      findings.Refused(
          subject
              .Call("Get", subject.NamedRequest("Get", record->name()).SetMask("read_mask", {bad}))
              .status(),
          kInvalid, "INVALID_FIELD_MASK", absl::StrCat("Get of \"", bad, "\""), "read_mask");
    }
    if (!subject.Can("List")) continue;
    Dynamic request = subject.Request("List").SetMask("read_mask", {"name"});
    if (subject.type().has_parent()) request.SetText("parent", subject.parent());
    const auto page = subject.Call("List", request);
    if (!findings.Ok(page.status(), "List of names")) continue;
    for (const Dynamic& one : page->List(subject.type().plural())) {
      Dynamic only(subject.type().descriptor());
      only.SetText("name", one.name());
      findings.Expect(one.Equals(only), "List of names answers " + one.ToString());
    }
  }
}

}  // namespace guanxi::contract
