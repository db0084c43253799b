"""What the firm shares with its establishments: templates, how they spread, vendors."""

from tenants.library.models.push import Push, PushItem
from tenants.library.models.template import MasterTemplate, TemplateDraft, TemplateVersion
from tenants.library.models.vendor import Vendor, VendorCertificate

__all__ = [
    "MasterTemplate",
    "Push",
    "PushItem",
    "TemplateDraft",
    "TemplateVersion",
    "Vendor",
    "VendorCertificate",
]
