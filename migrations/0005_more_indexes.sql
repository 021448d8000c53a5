-- SPDX-License-Identifier: Apache-2.0
-- Deleting an operator asks for contacts that are his alone; the newest operation of a campaign is asked for by :cancel.
SET LOCAL ROLE navolat_owner;
SET LOCAL search_path = navolat;

CREATE INDEX contact_personal_operator ON contact (tenant_id, operator_id) WHERE operator_id IS NOT NULL;
CREATE INDEX operation_campaign ON operation (campaign_id, kind, id);
