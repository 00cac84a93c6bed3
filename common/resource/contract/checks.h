// What is true of every resource, a check for each part of it.
#ifndef GUANXI_COMMON_RESOURCE_CONTRACT_CHECKS_H_
#define GUANXI_COMMON_RESOURCE_CONTRACT_CHECKS_H_

#include <vector>

#include "common/resource/contract/findings.h"
#include "common/resource/contract/subject.h"

namespace guanxi::contract {

struct Check {
  const char* name;
  // Whether the resource has what the check is about.
  bool (*applies)(const Kind&);
  // The subject's tenant is empty.
  void (*run)(Subject&, Findings&);
};

// In the order in which they should be read.
const std::vector<Check>& AllChecks();
// Ends the process if there is none of the name.
const Check& CheckOf(const std::string& name);

// create_checks.cc
void CheckCreate(Subject& subject, Findings& findings);
void CheckNames(Subject& subject, Findings& findings);
void CheckNameForms(Subject& subject, Findings& findings);
void CheckTenants(Subject& subject, Findings& findings);
// field_checks.cc
void CheckRequired(Subject& subject, Findings& findings);
void CheckLimits(Subject& subject, Findings& findings);
void CheckUnknown(Subject& subject, Findings& findings);
void CheckOutputOnly(Subject& subject, Findings& findings);
// mask_checks.cc
void CheckUpdateMask(Subject& subject, Findings& findings);
void CheckReadMask(Subject& subject, Findings& findings);
// write_checks.cc
void CheckEtag(Subject& subject, Findings& findings);
void CheckReplay(Subject& subject, Findings& findings);
void CheckValidateOnly(Subject& subject, Findings& findings);
void CheckAllowMissing(Subject& subject, Findings& findings);
// delete_checks.cc
void CheckDeletion(Subject& subject, Findings& findings);
void CheckDeletedParent(Subject& subject, Findings& findings);
void CheckMove(Subject& subject, Findings& findings);
// batch_checks.cc
void CheckBatchCreate(Subject& subject, Findings& findings);
void CheckBatchUpdate(Subject& subject, Findings& findings);
void CheckBatchDelete(Subject& subject, Findings& findings);
void CheckIngest(Subject& subject, Findings& findings);
// list_checks.cc
void CheckListPaths(Subject& subject, Findings& findings);
void CheckPages(Subject& subject, Findings& findings);
// filter_checks.cc
void CheckFilters(Subject& subject, Findings& findings);
void CheckCustomFilters(Subject& subject, Findings& findings);
void CheckOrder(Subject& subject, Findings& findings);
// unique_checks.cc
void CheckUnique(Subject& subject, Findings& findings);
void CheckExternalIds(Subject& subject, Findings& findings);
// reference_checks.cc
void CheckReferences(Subject& subject, Findings& findings);
void CheckReferenceDeletion(Subject& subject, Findings& findings);
// history_checks.cc
void CheckHistory(Subject& subject, Findings& findings);

}  // namespace guanxi::contract

#endif  // GUANXI_COMMON_RESOURCE_CONTRACT_CHECKS_H_
