// How strangers name a form, and how they show when they opened it.
//
// Both hold for good under one secret: keys stand in pages of others for years.
#ifndef GUANXI_LEAD_SVC_FORM_KEY_H_
#define GUANXI_LEAD_SVC_FORM_KEY_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"

namespace guanxi::lead {

struct FormPlace {
  Uuid tenant;
  Uuid form;
};

// 54 characters of base64url. It tells tenant and form to who asks; without `secret` none can be
// made, so that nobody is asked about tenants that there are not.
std::string MakeFormKey(absl::string_view secret, const FormPlace& place);
// Nothing if the key was not made so.
std::optional<FormPlace> ReadFormKey(absl::string_view secret, absl::string_view key);

// That the form with this key was opened at that moment, in whole microseconds. `nonce` keeps those
// apart who open it at once; 16 bytes.
std::string MakeFormStart(absl::string_view secret, absl::string_view key, absl::Time moment,
                          const Uuid& nonce);
// The moment; nothing if it was not made so, or for another form.
std::optional<absl::Time> ReadFormStart(absl::string_view secret, absl::string_view key,
                                        absl::string_view start);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_FORM_KEY_H_
