// What no two records have alike: values that options say are unique, and ids of other systems.
#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "common/resource/contract/checks.h"

namespace guanxi::contract {
namespace {

constexpr auto kTaken = absl::StatusCode::kAlreadyExists;

bool IsGivenOut(const resource::UniqueKey& key) {
  return absl::c_any_of(key.columns, [](const resource::Column* column) {
    return resource::HasBehavior(column->field, google::api::OUTPUT_ONLY);
  });
}

// Makes `*message` have the key's values of `record`. False if it lacks one, or it never changes.
bool CopyKey(const Subject& subject, const resource::UniqueKey& key, const Dynamic& record,
             Dynamic* message, bool* immutable) {
  for (const resource::Column* column : key.columns) {
    for (const Leaf& leaf : subject.kind().leaves) {
      if (leaf.path != column->path) continue;
      if (!leaf.IsSet(record)) return false;
      *immutable |= leaf.immutable;
      leaf.Copy(record, message);
    }
  }
  return true;
}

class UniqueCheck {
 public:
  UniqueCheck(Subject* subject, const resource::UniqueKey& key, Findings* findings)
      : subject_(*subject), key_(key), findings_(*findings) {}

  void Run() {
    const auto first = subject_.Add({});
    if (!findings_.Ok(first.status(), "Create")) return;
    bool immutable = false;
    Dynamic same = subject_.Make({});
    if (!findings_.Expect(CopyKey(subject_, key_, *first, &same, &immutable),
                          "no sample has " + key_.fields)) {
      return;
    }
    ExpectTaken(subject_.Put(same).status(), "a second Create with the same ");
    if (!immutable && subject_.Can("Update")) ExpectNoUpdate(*first, same);
    if (subject_.Can("BatchCreate")) ExpectNoPair();
    if (key_.in_parent) {
      Form form;
      form.parent = subject_.NewParent();
      Dynamic there = subject_.Make(form);
      CopyKey(subject_, key_, *first, &there, &immutable);
      findings_.Ok(subject_.Put(there, form.parent).status(),
                   "Create of the same under another parent");
    }
    if (subject_.Can("Delete")) CheckDeleted(*first, same);
  }

 private:
  void ExpectTaken(const absl::Status& status, absl::string_view what) {
    findings_.Refused(status, kTaken, key_.reason, absl::StrCat(what, key_.fields));
  }

  void ExpectNoUpdate(const Dynamic& first, const Dynamic& same) {
    const auto other = subject_.Add({});
    if (!findings_.Ok(other.status(), "Create")) return;
    Dynamic next = same;
    std::vector<std::string> paths;
    for (const resource::Column* column : key_.columns) paths.push_back(column->path);
    next.SetText("name", other->name());
    ExpectTaken(subject_.Update(next, paths).status(), "an Update to the same ");
    next.SetText("name", first.name());
    findings_.Ok(subject_.Update(next, paths).status(), "an Update to what it has");
  }

  void ExpectNoPair() {
    const Dynamic one = subject_.Make({});
    Dynamic two = subject_.Make({});
    bool immutable = false;
    CopyKey(subject_, key_, one, &two, &immutable);
    Dynamic request = subject_.Request("BatchCreate");
    if (subject_.type().has_parent()) request.SetText("parent", subject_.parent());
    request.AddMessage("requests", subject_.CreateRequest(one));
    request.AddMessage("requests", subject_.CreateRequest(two));
    ExpectTaken(subject_.Call("BatchCreate", request).status(), "a batch with two of the same ");
  }

  void CheckDeleted(const Dynamic& first, const Dynamic& same) {
    if (!findings_.Ok(subject_.Delete(first.name()).status(), "Delete")) return;
    if (key_.claim.empty()) {
      ExpectTaken(subject_.Put(same).status(), "Create with a deleted one's ");
      return;
    }
    const auto heir = subject_.Put(same);
    if (!findings_.Ok(heir.status(), "Create with what a deletion gave free")) return;
    if (!subject_.Can("Undelete")) return;
    ExpectTaken(subject_.Undelete(first.name()).status(), "Undelete while another has the same ");
    if (!findings_.Ok(subject_.Delete(heir->name()).status(), "Delete")) return;
    findings_.Ok(subject_.Undelete(first.name()).status(), "Undelete, once it is free again");
    ExpectTaken(subject_.Undelete(heir->name()).status(), "Undelete of the heir with the same ");
  }

  Subject& subject_;
  const resource::UniqueKey& key_;
  Findings& findings_;
};

}  // namespace

void CheckUnique(Subject& subject, Findings& findings) {
  for (const resource::UniqueKey& key : subject.type().unique_keys()) {
    // What no client states is given out by methods that no suite knows: their tests hold it.
    if (IsGivenOut(key)) continue;
    UniqueCheck(&subject, key, &findings).Run();
  }
}

void CheckExternalIds(Subject& subject, Findings& findings) {
  const auto leaf = *absl::c_find_if(subject.kind().leaves, [&](const Leaf& one) {
    return one.field() == subject.type().external_ids_field();
  });
  const auto first = subject.Add({});
  if (!findings.Ok(first.status(), "Create")) return;
  const auto with_ids_of = [&](const Dynamic& record) {
    Dynamic message = subject.Make({});
    leaf.Copy(record, &message);
    return message;
  };
  const auto expect_taken = [&](const absl::Status& status, absl::string_view what) {
    findings.Refused(status, kTaken, "EXTERNAL_ID_ALREADY_EXISTS", what);
  };
  expect_taken(subject.Put(with_ids_of(*first)).status(), "a second Create with an external id");
  if (subject.Can("Update")) {
    const auto second = subject.Add({});
    if (!findings.Ok(second.status(), "Create")) return;
    Dynamic next = with_ids_of(*first);
    next.SetText("name", second->name());
    expect_taken(subject.Update(next, {leaf.path}).status(), "Update to another's external id");
    // The name `-` means whoever has the ids.
    std::string unnamed = second->name().substr(0, second->name().rfind('/')) + "/-";
    next = with_ids_of(*second);
    const auto found = subject.Update(next.SetText("name", unnamed), {});
    if (findings.Ok(found.status(), "Update by external id")) {
      findings.Expect(found->name() == second->name(), "the external id means " + found->name());
    }
    Dynamic request = subject.UpdateRequest(subject.Make({}).SetText("name", unnamed), {});
    findings.Refused(subject.Call("Update", request).status(), absl::StatusCode::kNotFound,
                     subject.Code("_NOT_FOUND"), "Update by an external id of nobody");
    const auto made = subject.Call("Update", request.SetFlag("allow_missing"));
    findings.Ok(made.status(), "Update with allow_missing by an external id of nobody");
    const auto again = subject.Call("Update", request);
    findings.Expect(made.ok() && again.ok() && again->name() == made->name(),
                    "allow_missing by an external id makes it twice");
  }
  if (!subject.Can("Delete")) return;
  if (!findings.Ok(subject.Delete(first->name()).status(), "Delete")) return;
  const absl::Status reused = subject.Put(with_ids_of(*first)).status();
  if (subject.type().deletion() == metadata::v1::SOFT) {
    expect_taken(reused, "Create with a deleted one's external id");
  } else {
    findings.Ok(reused, "Create with an erased one's external id");
  }
}

}  // namespace guanxi::contract
