"""What the firm shares with its establishments: its master templates and how they spread."""

from tenants.library.models.push import Push, PushItem
from tenants.library.models.template import MasterTemplate, TemplateDraft, TemplateVersion

__all__ = ["MasterTemplate", "Push", "PushItem", "TemplateDraft", "TemplateVersion"]
