{{/* Security of a pod that runs as nobody in particular. */}}
{{- define "connectors.podSecurity" -}}
runAsNonRoot: true
runAsUser: 12000
runAsGroup: 12000
fsGroup: 12000
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{/* Security of each container. */}}
{{- define "connectors.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{/* Where pods go: called with the values of a component. */}}
{{- define "connectors.placement" -}}
{{- if .nodeSelector }}
nodeSelector:
  {{- toYaml .nodeSelector | nindent 2 }}
{{- end }}
{{- if .tolerations }}
tolerations:
  {{- toYaml .tolerations | nindent 2 }}
{{- end }}
{{- if .affinity }}
affinity:
  {{- toYaml .affinity | nindent 2 }}
{{- end }}
{{- if .priorityClassName }}
priorityClassName: {{ .priorityClassName | quote }}
{{- end }}
{{- end }}

{{/* Secrets that images are pulled with. */}}
{{- define "connectors.pullSecrets" -}}
{{- if .Values.image.pullSecrets }}
imagePullSecrets:
  {{- range .Values.image.pullSecrets }}
  - name: {{ . | quote }}
  {{- end }}
{{- end }}
{{- end }}

{{/* Names for our processes that the cluster does not know. */}}
{{- define "connectors.hostAliases" -}}
{{- if .Values.hostAliases }}
hostAliases:
  {{- toYaml .Values.hostAliases | nindent 2 }}
{{- end }}
{{- end }}

{{/* Variables of all our processes. Credentials are read from files, as OpenFaaS mounts them. */}}
{{- define "connectors.env" -}}
- { name: basic_auth, value: "true" }
- { name: secret_mount_path, value: /var/secrets/basic-auth }
- { name: CONNECTORS_QUEUE__KIND, value: jetstream }
- { name: CONNECTORS_QUEUE__URL, value: {{ include "connectors.natsUrl" . | quote }} }
- { name: CONNECTORS_QUEUE__REPLICAS, value: {{ .Values.nats.replicas | quote }} }
- { name: CONNECTORS_GATEWAY__FUNCTION_NAMESPACE, value: {{ index .Values.functions.namespaces 0 | quote }} }
- { name: DOTNET_EnableDiagnostics, value: "0" }
{{- end }}

{{/* What all our processes read and may write to. */}}
{{- define "connectors.mounts" -}}
- { name: settings, mountPath: /etc/connectors/connectors.yml, subPath: connectors.yml, readOnly: true }
{{- range .Values.secrets }}
- { name: {{ printf "secret-%s" . | quote }}, mountPath: {{ printf "/etc/connectors/secrets/%s" . | quote }}, readOnly: true }
{{- end }}
- { name: credentials, mountPath: /var/secrets/basic-auth, readOnly: true }
- { name: data, mountPath: /data }
- { name: tmp, mountPath: /tmp }
{{- end }}

{{- define "connectors.volumes" -}}
- name: settings
  configMap: { name: connectors }
{{- range .Values.secrets }}
- name: {{ printf "secret-%s" . | quote }}
  secret: { secretName: {{ . | quote }} }
{{- end }}
- name: credentials
  secret: { secretName: {{ .Values.auth.secret | quote }} }
- name: data
  emptyDir: {}
- name: tmp
  emptyDir: {}
{{- end }}

{{/* Pods are replaced when the settings change. */}}
{{- define "connectors.settingsMark" -}}
connectors/settings: {{ toYaml .Values.settings | quote }}
{{- end }}
