{{/* Labels of everything. Called with the chart's root. */}}
{{- define "connectors.labels" -}}
app.kubernetes.io/part-of: connectors
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{/* Image of our processes. */}}
{{- define "connectors.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{/* The service account of gateways, which act on the cluster. */}}
{{- define "connectors.serviceAccount" -}}
gateway
{{- end }}

{{/* Where profiles of functions are. */}}
{{- define "connectors.profilesNamespace" -}}
{{ .Values.functions.profilesNamespace | default .Release.Namespace }}
{{- end }}

{{/* Where the queue's NATS is. */}}
{{- define "connectors.natsUrl" -}}
{{ .Values.nats.url | default (include "connectors.ownNats" .) }}
{{- end }}
{{- define "connectors.ownNats" -}}
nats://nats.{{ .Release.Namespace }}:4222
{{- end }}

{{/* Where other processes find the gateway. */}}
{{- define "connectors.gatewayUrl" -}}
http://gateway.{{ .Release.Namespace }}:8080
{{- end }}

{{/* Where the gateway finds Prometheus; empty when it has none. */}}
{{- define "connectors.prometheusUrl" -}}
{{- if .Values.prometheus.url -}}
{{ .Values.prometheus.url }}
{{- else if .Values.prometheus.create -}}
http://prometheus.{{ .Release.Namespace }}:9090
{{- end -}}
{{- end }}
