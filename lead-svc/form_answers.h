// What people answer to a form.
//
// Pure functions: no I/O, no clock.
#ifndef GUANXI_LEAD_SVC_FORM_ANSWERS_H_
#define GUANXI_LEAD_SVC_FORM_ANSWERS_H_

#include <map>
#include <string>
#include <vector>

#include "common/errors/errors.h"
#include "guanxi/lead/v1/capture_form.pb.h"
#include "guanxi/lead/v1/touch.pb.h"

namespace guanxi::lead {

// Answers by key, as they were sent.
using Answers = std::map<std::string, std::string>;

// What was answered, in normal form and in the order of keys; empty answers are none. All that is
// wrong is a violation at `values.<key>`: an answer that is missing, was not asked for, or is not
// what the field takes.
std::vector<v1::TouchValue> ReadAnswers(const v1::CaptureForm& form, const Answers& answers,
                                        Violations* violations);
// The same without a form: by fields of Lead, one of which is a name.
std::vector<v1::TouchValue> ReadFields(const Answers& answers, Violations* violations);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_FORM_ANSWERS_H_
